/**
 * What a node says of itself while something is wrong: health, metrics, log events.
 *
 * <p>Decided here: everything is read from outside, as an operator reads it. Health is asked often
 * enough to see short troubles and only its changes are kept.
 */
package dev.commitcast.server.faults.watch;
