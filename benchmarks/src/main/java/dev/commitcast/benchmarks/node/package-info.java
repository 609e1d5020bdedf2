/**
 * The node that a figure needs: its parts without a server around them, or the whole. Decided here:
 * they are the real ones with their default settings.
 */
package dev.commitcast.benchmarks.node;
