package dev.commitcast.persistence.guard;

/** Who is served on this thread. A bean of this type is found by {@link GuardedWork}. */
public interface CurrentGuard {
  /**
   * The guard of the request that this thread serves; {@link Guard#EVERYTHING} where it serves
   * none, or an operator.
   */
  Guard current();
}
