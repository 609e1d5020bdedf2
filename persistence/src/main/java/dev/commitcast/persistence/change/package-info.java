/**
 * Who changes rows, and why.
 *
 * <p>Decided here: the answer is set on the very connection that JPA writes with, for its
 * transaction alone, so that the triggers record it with every event and no pooled connection can
 * carry it into somebody else's work.
 */
package dev.commitcast.persistence.change;
