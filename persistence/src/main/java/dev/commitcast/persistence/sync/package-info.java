/**
 * What clients push that were offline: into the log, and what happens when somebody else was there
 * first.
 *
 * <p>Decided here: an event conflicts when its stream has got another event after the version that
 * its author knew; four ways to resolve that, chosen by event type, of which none changes or
 * removes anything in the log; a decision is taken on what the stream is at, and the append expects
 * exactly that, so that no other append can come between.
 */
package dev.commitcast.persistence.sync;
