package dev.commitcast.persistence.observation;

import java.time.Duration;

/**
 * How far something that follows the log has come. Immutable.
 *
 * @param name of a persistent subscription or a projection
 * @param lag versions between its slowest checkpoint and the head, whether they concern it or not
 * @param age how long ago the first event was made that it has not passed, by the database's clock;
 *     zero if there is none
 * @param parked events that were put aside
 * @param leased partitions that a consumer holds now
 * @param partitions of how many
 */
public record FollowerLag(
    String name, long lag, Duration age, long parked, long leased, long partitions) {}
