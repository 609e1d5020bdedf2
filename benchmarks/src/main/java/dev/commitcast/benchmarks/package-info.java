/** Placeholder. */
package dev.commitcast.benchmarks;
