package dev.commitcast.notifications.hub;

/** No subscription can be taken now; the message says why, and later it may work. */
public class HubUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public HubUnavailableException(String why) {
    super(why);
  }
}
