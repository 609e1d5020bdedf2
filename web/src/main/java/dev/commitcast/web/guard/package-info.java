/**
 * Puts what repositories do for a request under row-level security.
 *
 * <p>Decided here: what may be seen is asked for once per request, by the same check that guards
 * events, and only when a repository is used. Work of no request is this system's own.
 */
package dev.commitcast.web.guard;
