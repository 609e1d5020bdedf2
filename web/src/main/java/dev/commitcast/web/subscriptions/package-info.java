/**
 * Persistent subscriptions over HTTP: create, inspect, operate, consume, answer.
 *
 * <p>Decided here: a connection is a consumer, which shares the partitions with all others, here or
 * on other nodes, whatever language they are written in; and an answer is an ordinary request to
 * any node, because the fencing number in a delivery's token lets the database decide. Answers are
 * cumulative within a partition, so that one request can acknowledge many events.
 */
package dev.commitcast.web.subscriptions;
