package dev.commitcast.web.refusal;

/** Counts who is turned away. Implementations are thread-safe and never throw. */
public interface RefusalMetrics {
  /** Counts nothing. */
  RefusalMetrics NONE = new RefusalMetrics() {};

  default void caller(CallerFault fault) {}

  default void limit(Limit limit) {}

  default void origin(OriginFault fault) {}
}
