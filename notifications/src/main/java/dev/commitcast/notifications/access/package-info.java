/**
 * The one check: who may see which event.
 *
 * <p>Decided here: strategies say which rooms a caller has, from its claims and from the database,
 * as of one place in the log; from there on changes are taken from the log itself, in its order, so
 * that every node ends a grant at the same event. Everything that shows events asks {@link
 * dev.commitcast.notifications.access.Access}, and nothing else; narrowing a query to somebody's
 * rooms makes it quick and is never what makes it safe. A strategy that fails grants nothing.
 */
package dev.commitcast.notifications.access;
