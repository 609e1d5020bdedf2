/**
 * What notifications are good for, ready to inject: caches that are invalidated, configuration that
 * is read again, locks between nodes, and live updates within the application.
 *
 * <p>Decided here: each of them is right without a single notification arriving, only slower or not
 * at all fresh, and takes a gap for “everything may have changed”; none of them replaces the log,
 * which is what must not miss anything.
 */
package dev.commitcast.notifications.usecase;
