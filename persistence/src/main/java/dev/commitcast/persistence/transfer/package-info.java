/**
 * What is remembered of imports: how far each came.
 *
 * <p>Decided here: a place is saved after what stands before it is committed, never in front of it;
 * so an import that is cut off may bring some events again, which the log recognises by their ids.
 */
package dev.commitcast.persistence.transfer;
