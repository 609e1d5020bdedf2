package dev.commitcast.notifications.explain;

/**
 * What became of an event. Immutable.
 *
 * @param outcome one word, as docs/operations.md lists them
 * @param because a sentence
 */
public record Judgement(String outcome, String because) {}
