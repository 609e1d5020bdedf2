package dev.commitcast.server.faults.load;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What one subscriber has got: every event once by its id, in the order of arrival. Thread-safe.
 */
public final class Mailbox {
  private final String owner;
  private final List<Received> events = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();
  private final Set<String> rows = new HashSet<>();
  private final List<String> resets = new ArrayList<>();
  private int repeated;
  private int connections;

  public Mailbox(String owner) {
    this.owner = owner;
  }

  public String owner() {
    return owner;
  }

  synchronized void take(Received event) {
    if (!ids.add(event.id())) {
      repeated++;
      return;
    }
    events.add(event);
    if (event.rowId() != null) {
      rows.add(event.rowId());
    }
    rows.add(event.stream());
  }

  /** The client forgets what it has, because it reads everything anew. */
  synchronized void reset(String frame) {
    resets.add(frame);
    events.clear();
    ids.clear();
    rows.clear();
  }

  synchronized void connected() {
    connections++;
  }

  /** Whether an event of this row, or of this stream, has come. */
  public synchronized boolean has(String rowOrStream) {
    return rows.contains(rowOrStream);
  }

  public synchronized List<Received> events() {
    return List.copyOf(events);
  }

  public synchronized int size() {
    return events.size();
  }

  /** Events that came again, as resuming allows, and were removed. */
  public synchronized int repeated() {
    return repeated;
  }

  public synchronized int connections() {
    return connections;
  }

  /** What the server said when it could not resume. */
  public synchronized List<String> resets() {
    return List.copyOf(resets);
  }
}
