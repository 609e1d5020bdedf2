/**
 * What is counted. The loops speak to two small interfaces, so that they run and are tested without
 * a metrics system; {@link dev.commitcast.notifications.metrics.MicroProfileMetrics} stands behind
 * both in the server.
 *
 * <p>Decided here: no ids as tags; latencies in a timer with the percentiles that people ask for;
 * and two numbers that must stay 0, events found by the safety polls, as the best alarm there is.
 */
package dev.commitcast.notifications.metrics;
