package dev.commitcast.notifications.access;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.domain.access.Grants;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.persistence.security.RevokedAccess;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Ends what is open for a token or a user that is not trusted any more, where the log says so.
 * Grants nothing, and lets nobody begin who was revoked since it was let in. Thread-safe.
 */
@ApplicationScoped
public class Revocations implements GrantStrategy {
  /** Of the streams that hold revocations; nobody but the database's own function appends there. */
  public static final String CATEGORY = "commitcast-access";

  private static final String TYPE = "access_revoked";

  private RevokedAccess revoked;

  /** For the proxy that the container puts before it. */
  protected Revocations() {}

  @Inject
  public Revocations(RevokedAccess revoked) {
    this.revoked = revoked;
  }

  @Override
  public boolean isEnded(Caller caller, Connection snapshot) throws SQLException {
    // who has no token, such as this system itself, has none that could be revoked
    return caller.expiresAt().isPresent() && revoked.concerns(caller, snapshot);
  }

  @Override
  public Grants grants(Caller caller, Connection snapshot) {
    return Grants.NOTHING;
  }

  @Override
  public Set<String> categories() {
    return Set.of(CATEGORY);
  }

  @Override
  public List<GrantChange> changes(RecordedEvent event) {
    if (!event.type().equals(TYPE)) {
      return List.of();
    }
    JsonObject data = EventData.of(event);
    return List.of(
        new GrantChange.Ended(
            Optional.ofNullable(data.getString("tokenId", null)),
            Optional.ofNullable(data.getString("userId", null)),
            Instant.parse(data.getString("issuedUntil"))));
  }
}
