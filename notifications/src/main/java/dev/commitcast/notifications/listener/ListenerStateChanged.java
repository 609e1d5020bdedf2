package dev.commitcast.notifications.listener;

import java.time.Instant;

/**
 * Fired as a CDI event, on the listener's thread, whenever its state changes. Immutable.
 *
 * @param before the state it had
 * @param now the state it has
 * @param at when it changed
 * @param reason a sentence for people
 */
public record ListenerStateChanged(
    ListenerState before, ListenerState now, Instant at, String reason) {}
