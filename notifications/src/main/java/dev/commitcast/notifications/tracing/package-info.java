/**
 * One trace from the request to the subscribers, over MicroProfile Telemetry.
 *
 * <p>Decided here: the row carries the context of the span that commits it, so every later span, on
 * whatever node, is that span's child; each node makes one span per delivered event and not one per
 * subscriber; and where telemetry is off, nothing is read, parsed or made.
 */
package dev.commitcast.notifications.tracing;
