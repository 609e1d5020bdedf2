package dev.commitcast.notifications.usecase;

import dev.commitcast.notifications.channel.Notification;
import dev.commitcast.notifications.channel.PostgresListener;
import dev.commitcast.notifications.channel.Registration;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;

/**
 * Hands the notifications of a channel on within the application: to observers of {@link
 * Notification} as CDI events, or to the subscribers of a flow. Thread-safe.
 */
@ApplicationScoped
public class LiveUpdates {
  private PostgresListener listener;
  private Event<Notification> observers;

  /** For the container's proxy. */
  protected LiveUpdates() {}

  @Inject
  public LiveUpdates(PostgresListener listener, Event<Notification> observers) {
    this.listener = listener;
    this.observers = observers;
  }

  /** Fires each notification of a channel as a CDI event, until the registration is closed. */
  public Registration fireOn(String channel) {
    return listener.listen(channel, "live updates", observers::fire);
  }

  /**
   * A flow of a channel's notifications, from now on.
   *
   * @param executor calls the subscribers
   * @param buffer how many may wait for one subscriber; further ones are dropped for this one alone
   */
  public Broadcast flow(String channel, Executor executor, int buffer) {
    return Broadcast.on(listener, channel, executor, buffer);
  }

  /** One LISTEN for any number of subscribers. Thread-safe. */
  public static final class Broadcast implements Flow.Publisher<Notification>, AutoCloseable {
    private final SubmissionPublisher<Notification> publisher;
    private Registration registration;

    private Broadcast(Executor executor, int buffer) {
      this.publisher = new SubmissionPublisher<>(executor, buffer);
    }

    static Broadcast on(PostgresListener listener, String channel, Executor executor, int buffer) {
      Broadcast broadcast = new Broadcast(executor, buffer);
      broadcast.registration =
          listener.listen(
              channel,
              "broadcast",
              notification -> {
                // never waits: a subscriber who is too slow misses it, and no other does
                int ignored = broadcast.publisher.offer(notification, null);
              });
      return broadcast;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super Notification> subscriber) {
      publisher.subscribe(subscriber);
    }

    /** Completes the subscribers. */
    @Override
    public void close() {
      registration.close();
      publisher.close();
    }
  }
}
