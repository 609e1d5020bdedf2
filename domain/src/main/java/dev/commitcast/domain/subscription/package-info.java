/**
 * The words of persistent subscriptions: {@link
 * dev.commitcast.domain.subscription.SubscriptionDefinition}, its partitions, the lease of one, and
 * what a handler answers.
 *
 * <p>Decided here: a stream belongs to a partition by the CRC-32 of its name, which every language
 * computes alike and which must never change, because a checkpoint means "everything of this
 * partition up to here"; and whoever speaks of a partition names the fencing number of its lease,
 * so that a latecomer can be told from the holder.
 */
package dev.commitcast.domain.subscription;
