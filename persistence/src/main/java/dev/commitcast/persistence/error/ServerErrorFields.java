package dev.commitcast.persistence.error;

import java.lang.reflect.InvocationTargetException;
import java.sql.SQLException;
import java.util.Optional;

/**
 * What the server said besides the message. Read by reflection, because the driver of the server's
 * data source is loaded apart from the application's and its classes are not ours. Stateless.
 */
public final class ServerErrorFields {
  private ServerErrorFields() {}

  /** The {@code DETAIL} of the error; empty if it has none. */
  public static Optional<String> detail(SQLException e) {
    return field(e, "getDetail");
  }

  /** The {@code CONSTRAINT} of the error; empty if it has none. */
  public static Optional<String> constraint(SQLException e) {
    return field(e, "getConstraint");
  }

  /** The error's own sentence, without its severity, details and hints. */
  public static String sentence(SQLException e) {
    return field(e, "getMessage").orElse(e.getMessage());
  }

  private static Optional<String> field(SQLException e, String getter) {
    try {
      Object message = e.getClass().getMethod("getServerErrorMessage").invoke(e);
      return message == null
          ? Optional.empty()
          : Optional.ofNullable((String) message.getClass().getMethod(getter).invoke(message));
    } catch (NoSuchMethodException | IllegalAccessException expected) {
      // an exception of the pool or of another driver, which says all that it knows in its text
      return Optional.empty();
    } catch (InvocationTargetException broken) {
      throw new IllegalStateException("The driver could not tell of its own error.", broken);
    }
  }
}
