package dev.commitcast.persistence.security;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.sql.SqlFile;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * Tickets: each admits one caller once, on any node, within seconds. Thread-safe.
 *
 * <p>Whoever sees the table cannot use what lies in it.
 */
public class Tickets {
  private static final int BYTES = 32;

  /** So many bytes in base64; of the last character two bits are no data, and 0. */
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]");

  private final DataSource source;
  private final SecureRandom random;
  private final String add;
  private final String use;

  public Tickets(DataSource source, SchemaNames schemas, SecureRandom random) {
    this.source = source;
    this.random = random;
    this.add = SqlFile.load(Tickets.class, "ticket_add.sql", schemas);
    this.use = SqlFile.load(Tickets.class, "ticket_use.sql", schemas);
  }

  /** Whether a text can be a ticket at all; needs no database to say so. */
  public static boolean isWellFormed(String ticket) {
    return FORM.matcher(ticket).matches();
  }

  /** Makes one that admits a caller. */
  public String issue(Caller caller, Duration life) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String ticket = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    try (Connection connection = source.getConnection();
        PreparedStatement statement = connection.prepareStatement(add)) {
      statement.setBytes(1, digest(ticket));
      statement.setString(2, CallerJson.print(caller));
      statement.setDouble(3, life.toMillis() / 1000.0);
      statement.executeUpdate();
    } catch (SQLException e) {
      throw new SecurityStoreException("A ticket cannot be kept", e);
    }
    return ticket;
  }

  /** Uses it up; empty if it is unknown, was used before, or has expired. */
  public Optional<Caller> use(String ticket) {
    if (!isWellFormed(ticket)) {
      return Optional.empty();
    }
    try (Connection connection = source.getConnection();
        PreparedStatement statement = connection.prepareStatement(use)) {
      statement.setBytes(1, digest(ticket));
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean("good")
            ? Optional.of(CallerJson.parse(row.getString("caller")))
            : Optional.empty();
      }
    } catch (SQLException e) {
      throw new SecurityStoreException("A ticket cannot be looked up", e);
    }
  }

  private static byte[] digest(String ticket) {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest(ticket.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }
}
