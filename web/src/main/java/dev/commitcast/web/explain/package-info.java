/**
 * Answers for operators: what became of an event, and who listens.
 *
 * <p>Decided here: facts and reasons, never the data of an event; and bounded lists.
 */
package dev.commitcast.web.explain;
