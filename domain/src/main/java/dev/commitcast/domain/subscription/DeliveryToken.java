package dev.commitcast.domain.subscription;

import dev.commitcast.domain.event.Cursor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which delivery a consumer speaks of: printed as {@code <partition>.<fence>.<epoch>.<version>},
 * and with a {@code .p} behind it for a parked event that is replayed. Immutable.
 *
 * @param partition from 0
 * @param fence of the lease under which it was delivered
 * @param epoch in which the event was read
 * @param version of the event
 * @param parked whether it is a replayed event, which the checkpoint has passed
 */
public record DeliveryToken(int partition, long fence, int epoch, long version, boolean parked) {
  private static final Pattern PRINTED =
      Pattern.compile("(\\d{1,3})\\.([1-9]\\d{0,17})\\.([1-9]\\d{0,8})\\.([1-9]\\d{0,17})(\\.p)?");

  /**
   * Reads a token as this class prints it.
   *
   * @throws IllegalArgumentException with a sentence for the client
   */
  public static DeliveryToken parse(String text) {
    Matcher matcher = PRINTED.matcher(text == null ? "" : text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "A delivery looks like 3.17.1.48211, as it stood in the id of its frame.");
    }
    return new DeliveryToken(
        Integer.parseInt(matcher.group(1)),
        Long.parseLong(matcher.group(2)),
        Integer.parseInt(matcher.group(3)),
        Long.parseLong(matcher.group(4)),
        matcher.group(5) != null);
  }

  public Cursor cursor() {
    return new Cursor(epoch, version);
  }

  public PartitionLease lease(SubscriptionName subscription) {
    return new PartitionLease(subscription, partition, fence);
  }

  @Override
  public String toString() {
    return partition + "." + fence + "." + epoch + "." + version + (parked ? ".p" : "");
  }
}
