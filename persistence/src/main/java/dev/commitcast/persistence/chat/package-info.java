/**
 * Repositories of the chat.
 *
 * <p>Decided here: what is deleted softly is never given out; each method is one transaction, or
 * part of the caller's; a change first says who makes it and why, and is flushed before the method
 * returns, so that the database's refusal comes from the call that caused it; and dates that the
 * database keeps are read back.
 */
package dev.commitcast.persistence.chat;
