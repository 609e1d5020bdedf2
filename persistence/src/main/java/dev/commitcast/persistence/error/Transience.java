package dev.commitcast.persistence.error;

import java.util.Set;

/**
 * Which failures pass by themselves, and after which of them it is certain that nothing was
 * changed. The one place where that is decided. Stateless, thread-safe.
 *
 * <p>The danger: a connection that is lost while it commits may have committed. So a lost
 * connection (08003, 08006, 08007, 57P01, 57P02) is no reason to write again, only to read again.
 */
public final class Transience {
  /** Refused before anything began: no connection, or none left. */
  private static final Set<String> NOT_BEGUN = Set.of("08001", "53300", "57P03");

  /** The database itself says that it rolled back. */
  private static final Set<String> ROLLED_BACK = Set.of("40001", "40P01", "55P03");

  private static final Set<String> OPERATOR = Set.of("57P01", "57P02", "57P05");

  private Transience() {}

  /** Whether the same may succeed a moment later. A read may then be done again. */
  public static boolean mayPass(Throwable failure) {
    return DatabaseErrors.of(failure)
        .filter(
            error ->
                changedNothing(error)
                    || error.kind() == DatabaseError.Kind.UNAVAILABLE
                        && (error.sqlState().startsWith("08")
                            || OPERATOR.contains(error.sqlState())))
        .isPresent();
  }

  /** Whether it may succeed a moment later and has certainly changed nothing until now. */
  public static boolean changedNothing(Throwable failure) {
    return DatabaseErrors.of(failure).filter(Transience::changedNothing).isPresent();
  }

  private static boolean changedNothing(DatabaseError error) {
    return ROLLED_BACK.contains(error.sqlState())
        // a certificate that is not trusted has the same state and is no passing matter
        || error.kind() == DatabaseError.Kind.UNAVAILABLE && NOT_BEGUN.contains(error.sqlState());
  }
}
