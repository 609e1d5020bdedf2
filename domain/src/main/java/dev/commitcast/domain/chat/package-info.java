/**
 * The chat: users, channels, messages and what hangs on them, as JPA entities.
 *
 * <p>Decided here: an entity names another by its key, never by a reference, because each is loaded
 * and changed alone and the events that follow carry keys too; dates that the database keeps are
 * read-only; what is deleted softly knows it, and the repositories leave it out; no table names a
 * schema, which is the connection's affair.
 */
package dev.commitcast.domain.chat;
