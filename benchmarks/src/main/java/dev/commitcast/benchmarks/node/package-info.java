/**
 * The parts of a node that a figure needs, without a server around them. Decided here: they are the
 * real ones with their default settings.
 */
package dev.commitcast.benchmarks.node;
