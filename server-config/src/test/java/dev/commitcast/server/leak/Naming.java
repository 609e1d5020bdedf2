package dev.commitcast.server.leak;

/**
 * A room of which somebody was told something that is no event. Immutable.
 *
 * @param from where the log ended at least, when the connection began
 * @param toldAt in milliseconds
 * @param text what it was told
 */
record Naming(Badge badge, String room, long from, long toldAt, String text) {}
