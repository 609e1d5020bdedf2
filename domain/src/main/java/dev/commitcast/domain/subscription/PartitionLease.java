package dev.commitcast.domain.subscription;

/**
 * One consumer's hold on one partition. Immutable.
 *
 * @param subscription which subscription
 * @param partition which of its partitions, from 0
 * @param fence the fencing number: higher with every acquisition, so that the latest can be told
 */
public record PartitionLease(SubscriptionName subscription, int partition, long fence) {
  @Override
  public String toString() {
    return subscription + "/" + partition + "#" + fence;
  }
}
