/**
 * One program per figure.
 *
 * <p>Decided here: a figure is a ratio to something that ran beside it in the same minutes, because
 * machines are noisy; rounds are interleaved, so that a slow minute hits everybody; programs print
 * medians with their spread and never assert a time.
 */
package dev.commitcast.benchmarks;
