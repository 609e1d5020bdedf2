/**
 * Aggregates: a state that is folded from a stream, and decisions that are made on it.
 *
 * <p>Decided here: a definition is a value made of functions, nothing has to be extended; a
 * snapshot makes a load quicker and never changes what it answers; a decision is made again on the
 * new state when somebody else was quicker, a few times and not for ever; and old events are turned
 * into today's form whenever they are read, never in the log.
 */
package dev.commitcast.notifications.sourcing;
