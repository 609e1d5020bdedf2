package dev.commitcast.notifications.usecase;

import dev.commitcast.notifications.channel.Gap;
import dev.commitcast.notifications.channel.Notification;
import dev.commitcast.notifications.channel.NotificationHandler;
import dev.commitcast.notifications.channel.PostgresListener;
import dev.commitcast.notifications.channel.Registration;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Has something read again when a channel says so: a burst of requests is one reload while another
 * runs, and a gap is a request too, for one may have been in it. Thread-safe.
 */
@ApplicationScoped
public class ConfigurationReload {
  private PostgresListener listener;
  private Event<ReloadRequested> observers;

  /** For the container's proxy. */
  protected ConfigurationReload() {}

  @Inject
  public ConfigurationReload(PostgresListener listener, Event<ReloadRequested> observers) {
    this.listener = listener;
    this.observers = observers;
  }

  /** Calls a reloader, one call at a time; the last call begins after the last request. */
  public Registration on(String channel, Consumer<ReloadRequested> reloader) {
    return register(listener, channel, reloader);
  }

  /** Fires {@link ReloadRequested} as a CDI event. */
  public Registration fireOn(String channel) {
    return register(listener, channel, observers::fire);
  }

  static Registration register(
      PostgresListener listener, String channel, Consumer<ReloadRequested> reloader) {
    Reloading reloading = new Reloading(channel, reloader);
    Registration registration = listener.listen(channel, "reload", reloading);
    reloading.registration.set(registration);
    return registration;
  }

  private record Reloading(
      String channel,
      Consumer<ReloadRequested> reloader,
      AtomicReference<Registration> registration)
      implements NotificationHandler {
    Reloading(String channel, Consumer<ReloadRequested> reloader) {
      this(channel, reloader, new AtomicReference<>());
    }

    @Override
    public void onNotification(Notification notification) {
      reloadUnlessMoreWaits(notification.payload());
    }

    @Override
    public void onGap(Gap gap) {
      reloadUnlessMoreWaits("gap");
    }

    /** Whatever waits asks for the same, and later. */
    private void reloadUnlessMoreWaits(String reason) {
      Registration own = registration.get();
      if (own == null || own.waiting() == 0) {
        reloader.accept(new ReloadRequested(channel, reason));
      }
    }
  }
}
