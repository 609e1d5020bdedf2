package dev.commitcast.notifications.channel;

/**
 * What somebody notified. Immutable. Anybody who may connect to the database may notify any channel
 * with any text, so believe none of it.
 *
 * @param channel on which
 * @param payload its text; empty if it has none
 * @param senderPid the server process of the session that notified
 */
public record Notification(String channel, String payload, int senderPid) {}
