/**
 * The second net below the checks of the code: row-level security while somebody is served who is
 * no operator.
 *
 * <p>Decided here: the pool connects as before, and takes the role for requests for one transaction
 * alone, with the caller and its rooms as settings of that transaction; its end takes all of it
 * back, whoever ends it. A guard that cannot be applied fails the work. What is granted comes from
 * outside; nothing here decides it.
 */
package dev.commitcast.persistence.guard;
