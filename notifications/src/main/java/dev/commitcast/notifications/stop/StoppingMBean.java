package dev.commitcast.notifications.stop;

/** What the server's extension calls when the server begins to stop; see the module quiesce. */
public interface StoppingMBean {
  String NAME = "dev.commitcast:type=Stopping";

  /** Begins the orderly stop; after the patience the process is ended. Returns at once. */
  void begin();
}
