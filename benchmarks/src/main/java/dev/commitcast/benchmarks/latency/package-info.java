/**
 * How long a committed row takes to its subscriber. Decided here: the clock starts in the writer,
 * right before it sends the statement that commits, and stops in the same process when the row's
 * key has been read from the subscriber's socket; so both ways include the commit itself and can be
 * compared.
 */
package dev.commitcast.benchmarks.latency;
