/**
 * The application over HTTP: its root path and what all its resources share.
 *
 * <p>Decided here: resources lie under {@code /api}; JSON is read and written as JSON-P, so that
 * what is on the wire is what the code says; and members are named like the columns they show.
 */
package dev.commitcast.web;
