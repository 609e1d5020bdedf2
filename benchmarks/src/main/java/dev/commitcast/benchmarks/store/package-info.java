/**
 * The event store beside the same work in plain SQL. Decided here: both sides get the same events
 * under the same ids through the same driver and the same number of connections; the plain side has
 * the indexes and the trigger that its design asks for, and no check of a stream's version; the
 * store's side checks it with every append and has its sequencer at work.
 */
package dev.commitcast.benchmarks.store;
