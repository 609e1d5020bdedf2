package dev.commitcast.notifications.hub;

/** What a subscriber is sent. Frames are immutable and may be shared between subscribers. */
public sealed interface Frame permits EncodedEvent, ControlFrame, Heartbeat, Greeting {
  /** Roughly what it takes in memory and on the wire, in bytes. */
  int size();
}
