/**
 * Persistent subscriptions at work: consumers that share partitions, workers that handle what is in
 * one, and what operators ask for.
 *
 * <p>Decided here: a worker reads through the hub, so that an event is handled milliseconds after
 * its commit and nobody polls the log; leases are renewed apart from handlers, so that a handler
 * may be slow, while a process that freezes loses its partitions; and a worker asks its own clock
 * whether its lease can still be trusted before each call, besides the fencing number that the
 * database checks with each write. A transaction that a handler shares with the checkpoint names
 * the place it starts from, so that one whose commit was not answered is never done twice.
 *
 * <p>Rows and workers are compared at each tick, and what disagrees is settled there, whatever has
 * led to it: nothing relies on a message that says that a lease has changed.
 */
package dev.commitcast.notifications.consumer;
