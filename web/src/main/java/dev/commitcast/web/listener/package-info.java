/**
 * The listener over HTTP: its state, and notifications on the application's own channels.
 *
 * <p>Decided here: a stream of notifications cannot be resumed, since nothing keeps them, and says
 * so by a {@code gap} whenever some may have been missed; a client that is slower than its channels
 * loses what waits for it and is told, and nobody waits for it; and a stream ends its part of the
 * LISTEN with itself.
 */
package dev.commitcast.web.listener;
