package dev.commitcast.domain.event;

/**
 * Where an appended event stands in its stream. Its place in the whole log is given after the
 * commit. Immutable.
 *
 * @param id as it was given, or as the store made it
 * @param streamVersion from 1, without a gap
 * @param repeated whether it was there before, so that nothing was appended now
 */
public record AppendedEvent(String id, long streamVersion, boolean repeated) {}
