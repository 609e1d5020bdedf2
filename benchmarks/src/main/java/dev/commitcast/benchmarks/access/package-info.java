/**
 * What it costs that every event is checked before it is delivered. Decided here: all sides deliver
 * the same events to the same subscribers, in turns within the same minutes; once in the hub alone,
 * where nothing hides the difference, and once through a whole node with a connection for each, as
 * it is used.
 */
package dev.commitcast.benchmarks.access;
