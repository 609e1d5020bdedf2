/**
 * What capture costs the writer. Decided here: all variants insert the same rows into tables of the
 * same shape, through the same driver and the same number of connections; only the triggers differ.
 */
package dev.commitcast.benchmarks.writers;
