package dev.commitcast.notifications.loop;

import java.io.Serial;
import java.sql.SQLException;
import java.util.Set;

/**
 * The connection is dead or of no more use: nothing but a new one helps. Recognized by SQLSTATE,
 * because the driver does not count a connection as closed that the server has ended.
 */
public final class LostConnection extends SQLException {
  @Serial private static final long serialVersionUID = 1L;

  /** Shut down, crashed, not ready, idle too long, became a standby. */
  private static final Set<String> FINAL =
      Set.of("57P01", "57P02", "57P03", "57P05", "25006", "25P03");

  public LostConnection(SQLException cause) {
    super(cause.getMessage(), cause.getSQLState(), cause.getErrorCode(), cause);
  }

  /** Whether an error means that the connection is lost. */
  public static boolean isMeantBy(SQLException e) {
    String state = e.getSQLState();
    return e instanceof LostConnection
        || state == null
        || state.startsWith("08")
        || FINAL.contains(state);
  }
}
