/**
 * Medians, spreads and tables. Decided here: the spread of a figure is the lowest and highest of
 * its rounds, which says more about few rounds than a standard deviation does.
 */
package dev.commitcast.benchmarks.report;
