package dev.commitcast.notifications.usecase;

/**
 * Something is to be read again. Fired as a CDI event. Immutable.
 *
 * @param channel that asked for it
 * @param reason the last payload, or {@code gap} when requests may have been missed
 */
public record ReloadRequested(String channel, String reason) {}
