package dev.commitcast.notifications.presence;

import dev.commitcast.notifications.channel.ChannelException;
import dev.commitcast.notifications.channel.Gap;
import dev.commitcast.notifications.channel.Notification;
import dev.commitcast.notifications.channel.NotificationHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Carries notes between this node and the others, on a thread of its own: what gathers within a
 * moment leaves at once, a census every few seconds while somebody is here.
 */
final class RoomNews implements Runnable, NotificationHandler {
  /** Sends payloads in one transaction. */
  @FunctionalInterface
  interface Sender {
    /**
     * @throws ChannelException if it cannot
     */
    void send(List<String> payloads);
  }

  /**
   * @param gather how long to wait for more, once there is something
   * @param censusEvery how often all who are here are told
   * @param silence a node that tells nothing for so long has died
   */
  record Times(Duration gather, Duration censusEvery, Duration silence) {
    static final Times DEFAULT =
        new Times(Duration.ofMillis(50), Duration.ofSeconds(10), Duration.ofSeconds(25));
  }

  private static final long LOOK_MILLIS = 1_000;

  private final String node;
  private final Rooms rooms;
  private final RoomPost post;
  private final Sender sender;
  private final Times times;
  private final Consumer<Throwable> onFailure;
  private long number;
  private long lastCensus;
  private boolean toldOfSomebody;
  private volatile boolean asked;
  private volatile boolean stopped;

  RoomNews(
      String node,
      Rooms rooms,
      RoomPost post,
      Sender sender,
      Times times,
      Consumer<Throwable> onFailure) {
    this.node = Objects.requireNonNull(node, "A node has a name.");
    this.rooms = Objects.requireNonNull(rooms, "There are no rooms.");
    this.post = Objects.requireNonNull(post, "There is no post.");
    this.sender = Objects.requireNonNull(sender, "There is nobody to send by.");
    this.times = Objects.requireNonNull(times, "There are no times.");
    this.onFailure = Objects.requireNonNull(onFailure, "Somebody is told of failures.");
  }

  /** What others tell. */
  @Override
  public void onNotification(Notification notification) {
    asked |= NoteFormat.read(notification.payload()).map(rooms::take).orElse(false);
  }

  /** Something may have been missed: everybody is asked, and may have missed something of ours. */
  @Override
  public void onGap(Gap gap) {
    post.add(new Note.Ask());
    asked = true;
  }

  @Override
  public void run() {
    lastCensus = System.nanoTime();
    try {
      while (!stopped) {
        if (post.await(LOOK_MILLIS)) {
          // more comes while somebody types
          TimeUnit.NANOSECONDS.sleep(times.gather().toNanos());
        }
        roundOrLater();
      }
      send(List.of(new Note.Bye()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void roundOrLater() {
    try {
      round();
    } catch (RuntimeException e) {
      // this thread is the only one that tells; the next round is soon
      onFailure.accept(e);
    }
  }

  /** Tells what has gathered, and who is here if that is due; forgets who has died. */
  void round() {
    List<Note> notes = new ArrayList<>(post.take());
    long now = System.nanoTime();
    if (asked || now - lastCensus >= times.censusEvery().toNanos()) {
      asked = false;
      lastCensus = now;
      Map<String, List<String>> here = rooms.census();
      // an empty node says so once
      if (!here.isEmpty() || toldOfSomebody) {
        notes.addAll(NoteFormat.census(here));
      }
      toldOfSomebody = !here.isEmpty();
    }
    send(notes);
    rooms.forgetSilent(times.silence().toNanos());
  }

  private void send(List<Note> notes) {
    List<String> payloads = NoteFormat.print(node, number, notes);
    number += payloads.size();
    if (payloads.isEmpty()) {
      return;
    }
    try {
      sender.send(payloads);
    } catch (RuntimeException e) {
      // the next census makes good who came and went; what was said is gone
      onFailure.accept(e);
    }
  }

  void stop() {
    stopped = true;
    post.add(new Note.Bye());
  }
}
