package dev.commitcast.notifications.projection;

/** No node has ever run a projection of this name. */
public final class UnknownProjectionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnknownProjectionException(String name) {
    super("There is no projection " + name + "; one is known from its first start on.");
  }
}
