package dev.commitcast.web.gateway;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.notifications.access.Access;
import dev.commitcast.notifications.hub.Outlet;
import dev.commitcast.notifications.hub.Subscription;
import dev.commitcast.notifications.hub.SubscriptionRequest;
import dev.commitcast.notifications.presence.Rooms;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What all sockets of a node share. Immutable.
 *
 * @param settings their limits
 * @param access asks what a caller may see
 * @param hub begins a subscription
 * @param rooms who is where
 * @param retry when one client should come back; different for each
 * @param executor writes to clients
 * @param metrics counts
 */
record SocketParts(
    GatewaySettings settings,
    Function<Caller, Access> access,
    BiFunction<SubscriptionRequest, Outlet, Subscription> hub,
    Rooms rooms,
    Supplier<Duration> retry,
    Executor executor,
    GatewayMetrics metrics) {
  SocketParts {
    Objects.requireNonNull(settings, "Sockets have limits.");
    Objects.requireNonNull(access, "Somebody knows what callers may see.");
    Objects.requireNonNull(hub, "Sockets subscribe to a hub.");
    Objects.requireNonNull(rooms, "Sockets are in rooms.");
    Objects.requireNonNull(retry, "Somebody chooses when clients come back.");
    Objects.requireNonNull(executor, "Sockets are written to on an executor.");
    Objects.requireNonNull(metrics, "Sockets are counted.");
  }
}
