/**
 * What it costs that every event is checked before it is delivered. Decided here: both sides
 * deliver the same events to the same subscribers, in turns within the same seconds, and what is
 * left out is the network, behind which the difference would vanish.
 */
package dev.commitcast.benchmarks.access;
