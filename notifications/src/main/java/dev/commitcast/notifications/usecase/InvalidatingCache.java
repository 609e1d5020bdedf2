package dev.commitcast.notifications.usecase;

import dev.commitcast.notifications.channel.Gap;
import dev.commitcast.notifications.channel.Notification;
import dev.commitcast.notifications.channel.NotificationHandler;
import dev.commitcast.notifications.channel.PostgresListener;
import dev.commitcast.notifications.channel.Registration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Values by key, loaded when they are asked for and forgotten when a notification names their key;
 * one without a payload names all. Everything is forgotten after a gap, and while notifications do
 * not arrive nothing is kept at all. A value whose key is invalidated while it is being loaded is
 * not kept. Thread-safe; several who ask for the same key wait for one load.
 *
 * @param <V> of the values; none is null
 */
public final class InvalidatingCache<V> implements AutoCloseable {
  private final int most;
  private final Function<String, V> loader;
  private final BooleanSupplier fresh;
  private Registration registration;

  // guarded by this
  private final LinkedHashMap<String, V> values = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, CompletableFuture<V>> loads = new HashMap<>();

  private InvalidatingCache(int most, Function<String, V> loader, BooleanSupplier fresh) {
    if (most < 1) {
      throw new IllegalArgumentException("A cache holds 1 or more values, not " + most + ".");
    }
    this.most = most;
    this.loader = Objects.requireNonNull(loader, "A cache needs a loader.");
    this.fresh = fresh;
  }

  /**
   * A cache that is invalidated by a channel.
   *
   * @param most how many values are kept; the one that was not asked for longest goes first
   * @param loader called outside of any lock
   */
  public static <V> InvalidatingCache<V> on(
      PostgresListener listener, String channel, int most, Function<String, V> loader) {
    InvalidatingCache<V> cache = new InvalidatingCache<>(most, loader, listener::isConnected);
    cache.registration = listener.listen(channel, "cache", cache.new Invalidation());
    return cache;
  }

  /** The value, kept or loaded now. What the loader throws is thrown here and not kept. */
  public V get(String key) {
    if (!fresh.getAsBoolean()) {
      return load(key);
    }
    CompletableFuture<V> mine = new CompletableFuture<>();
    CompletableFuture<V> others;
    synchronized (this) {
      V kept = values.get(key);
      if (kept != null) {
        return kept;
      }
      others = loads.putIfAbsent(key, mine);
    }
    return others == null ? loaded(key, mine) : joined(others);
  }

  private V loaded(String key, CompletableFuture<V> load) {
    try {
      V value = load(key);
      synchronized (this) {
        if (loads.remove(key, load)) {
          values.put(key, value);
          if (values.size() > most) {
            values.remove(values.keySet().iterator().next());
          }
        }
      }
      load.complete(value);
      return value;
    } catch (RuntimeException | Error e) {
      synchronized (this) {
        loads.remove(key, load);
      }
      load.completeExceptionally(e);
      throw e;
    }
  }

  private V load(String key) {
    return Objects.requireNonNull(loader.apply(key), "The loader has no value for this key.");
  }

  private static <V> V joined(CompletableFuture<V> load) {
    try {
      return load.join();
    } catch (CompletionException e) {
      throw new IllegalStateException("The value could not be loaded.", e.getCause());
    }
  }

  /** Forgets one value; one that is being loaded will not be kept. */
  public synchronized void invalidate(String key) {
    values.remove(key);
    loads.remove(key);
  }

  /** Forgets everything. */
  public synchronized void invalidateAll() {
    values.clear();
    loads.clear();
  }

  public synchronized int size() {
    return values.size();
  }

  @Override
  public void close() {
    registration.close();
    invalidateAll();
  }

  private final class Invalidation implements NotificationHandler {
    @Override
    public void onNotification(Notification notification) {
      if (notification.payload().isEmpty()) {
        invalidateAll();
      } else {
        invalidate(notification.payload());
      }
    }

    @Override
    public void onGap(Gap gap) {
      invalidateAll();
    }
  }
}
