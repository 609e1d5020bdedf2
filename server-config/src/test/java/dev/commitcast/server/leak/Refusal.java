package dev.commitcast.server.leak;

/**
 * Something that was not shown to somebody. Immutable.
 *
 * @param status 401, 403 or 404
 * @param what the room or the event
 * @param from where the log ended at least, when it was asked for
 * @param answeredAt in milliseconds
 */
record Refusal(Badge badge, int status, String what, long from, long answeredAt) {}
