package dev.commitcast.persistence.security;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.persistence.change.ChangeContext;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.sql.OneTransaction;
import dev.commitcast.persistence.sql.SqlFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import javax.sql.DataSource;

/** Tokens that are not trusted any more although their signature is good. Thread-safe. */
public class RevokedAccess {
  private final DataSource source;
  private final String isRevoked;
  private final String revoke;

  public RevokedAccess(DataSource source, SchemaNames schemas) {
    this.source = source;
    this.isRevoked = SqlFile.load(RevokedAccess.class, "is_revoked.sql", schemas);
    this.revoke = SqlFile.load(RevokedAccess.class, "revoke.sql", schemas);
  }

  /** Whether the token of a caller, or that user, was revoked: on any node, up to now. */
  public boolean concerns(Caller caller) {
    try (Connection connection = source.getConnection()) {
      return concerns(caller, connection);
    } catch (SQLException e) {
      throw new SecurityStoreException("It cannot be looked up whether a token was revoked", e);
    }
  }

  /** The same, as a snapshot of the database has it. */
  public boolean concerns(Caller caller, Connection snapshot) throws SQLException {
    try (PreparedStatement statement = snapshot.prepareStatement(isRevoked)) {
      statement.setString(1, caller.tokenId().orElse(null));
      statement.setString(2, caller.id());
      setTime(statement, 3, caller.issuedAt());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  /**
   * Ends trust in one token.
   *
   * @param expiresAt when it ends by itself; empty if that is not known
   * @param reason for the log; may be empty
   */
  public void revokeToken(
      String tokenId, Optional<Instant> expiresAt, Optional<String> reason, ChangeContext context) {
    revoke(tokenId, null, Optional.empty(), expiresAt, reason, context);
  }

  /**
   * Ends trust in all tokens of a user that were issued until a moment.
   *
   * @param issuedUntil empty for now, by the clock of the database
   */
  public void revokeUser(
      String userId,
      Optional<Instant> issuedUntil,
      Optional<String> reason,
      ChangeContext context) {
    revoke(null, userId, issuedUntil, Optional.empty(), reason, context);
  }

  private void revoke(
      String tokenId,
      String userId,
      Optional<Instant> issuedUntil,
      Optional<Instant> expiresAt,
      Optional<String> reason,
      ChangeContext context) {
    try (Connection connection = source.getConnection()) {
      OneTransaction.PLAIN.on(
          connection,
          () -> {
            context.applyTo(connection);
            try (PreparedStatement statement = connection.prepareStatement(revoke)) {
              statement.setString(1, tokenId);
              statement.setString(2, userId);
              setTime(statement, 3, issuedUntil);
              setTime(statement, 4, expiresAt);
              statement.setString(5, reason.orElse(null));
              return statement.execute();
            }
          });
    } catch (SQLException e) {
      throw new SecurityStoreException("A revocation cannot be written", e);
    }
  }

  private static void setTime(PreparedStatement statement, int place, Optional<Instant> time)
      throws SQLException {
    if (time.isEmpty()) {
      statement.setNull(place, Types.TIMESTAMP_WITH_TIMEZONE);
    } else {
      statement.setObject(place, OffsetDateTime.ofInstant(time.get(), ZoneOffset.UTC));
    }
  }
}
