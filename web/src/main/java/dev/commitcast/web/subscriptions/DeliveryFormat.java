package dev.commitcast.web.subscriptions;

import dev.commitcast.notifications.consumer.Delivery;
import dev.commitcast.notifications.hub.EventJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Prints deliveries as the event stream format has them. Stateless. */
final class DeliveryFormat {
  private DeliveryFormat() {}

  /** First frames: who this consumer is, and when to come back. */
  static byte[] greeting(String consumer, int window, Duration retry) {
    return ascii(
        ": commitcast\nretry: "
            + retry.toMillis()
            + "\n\nevent: resume\ndata: {\"outcome\":\"consuming\",\"consumer\":\""
            + consumer.replaceAll("[^\\x20-\\x7e]|[\"\\\\]", "?")
            + "\",\"window\":"
            + window
            + "}\n\n");
  }

  static byte[] of(Delivery delivery, boolean metadata) {
    String token = delivery.token().toString();
    return ("id: "
            + token
            + "\nevent: "
            // only somebody who bypassed every check can have put a line break there
            + delivery.event().type().replace('\n', ' ').replace('\r', ' ')
            + "\ndata: {\"delivery\":\""
            + token
            + "\",\"partition\":"
            + delivery.partition()
            + ",\"attempt\":"
            + delivery.attempt()
            + ",\"event\":"
            + EventJson.print(delivery.event(), metadata)
            + "}\n\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  static byte[] heartbeat() {
    return ascii(": heartbeat\n\n");
  }

  static byte[] drain(Duration retry) {
    return ascii(
        "retry: "
            + retry.toMillis()
            + "\nevent: drain\ndata: {\"retry\":"
            + retry.toMillis()
            + "}\n\n");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
