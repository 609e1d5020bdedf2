/**
 * go-sync-kit's protocol, but for HTTP: what its clients send and what they understand.
 *
 * <p>Decided here: its integer version is the version of our log, its aggregate our stream; the
 * whole log is shown to it, captured changes too, because its clients take versions for dense; and
 * what of its own errors it would swallow is told event by event, in members of the answer that its
 * clients do not look at.
 */
package dev.commitcast.notifications.sync;
