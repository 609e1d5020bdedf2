package dev.commitcast.web.subscriptions;

import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.subscription.Partitioning;
import dev.commitcast.domain.subscription.RetryPolicy;
import dev.commitcast.domain.subscription.StartPosition;
import dev.commitcast.domain.subscription.SubscriptionDefinition;
import dev.commitcast.domain.subscription.SubscriptionName;
import dev.commitcast.notifications.consumer.ConsumerSettings;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.request.JsonBody;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the definition that a client sent. Stateless. */
final class NewSubscription {
  private static final Set<String> MEMBERS =
      Set.of("name", "filter", "from", "partitions", "settings");
  private static final Set<String> KINDS = Set.of("types", "streams", "rooms", "categories");
  private static final Set<String> SETTINGS =
      Set.of("max_attempts", "retry_delay", "max_retry_delay");
  private static final int MOST_VALUES = 100;
  private static final BigDecimal LONGEST_SECONDS = BigDecimal.valueOf(86_400);

  private NewSubscription() {}

  static SubscriptionDefinition read(InputStream in) {
    JsonBody body = JsonBody.read(in, MEMBERS);
    return new SubscriptionDefinition(
        name(body),
        filter(body.within("filter", KINDS)),
        start(body, "from", body.text("from").orElse("beginning")),
        new Partitioning(body.whole("partitions", 1, Partitioning.MOST).orElse(1)),
        retries(body));
  }

  private static SubscriptionName name(JsonBody body) {
    try {
      return new SubscriptionName(body.requiredText("name"));
    } catch (IllegalArgumentException e) {
      throw body.refused("name", e);
    }
  }

  static StartPosition start(JsonBody body, String member, String text) {
    try {
      return StartPosition.parse(text);
    } catch (IllegalArgumentException e) {
      throw Problem.invalidValue(
              member, member + " is beginning, now, or a cursor such as 1.48211.")
          .asException(e);
    }
  }

  private static EventFilter filter(JsonBody body) {
    return new EventFilter(
        values(body, "types"),
        values(body, "streams"),
        values(body, "rooms"),
        values(body, "categories"));
  }

  private static Set<String> values(JsonBody body, String kind) {
    List<String> values = body.texts(kind);
    if (values.size() > MOST_VALUES || values.stream().anyMatch(String::isEmpty)) {
      throw body.invalid(
          kind, "holds at most " + MOST_VALUES + " texts, none of them empty.", null);
    }
    return new HashSet<>(values);
  }

  private static Optional<RetryPolicy> retries(JsonBody body) {
    if (!body.has("settings")) {
      return Optional.empty();
    }
    JsonBody settings = body.within("settings", SETTINGS);
    RetryPolicy usual = ConsumerSettings.DEFAULT.retries();
    Duration delay = seconds(settings, "retry_delay").orElse(usual.delay());
    Duration longest =
        seconds(settings, "max_retry_delay")
            .orElse(delay.compareTo(usual.maxDelay()) > 0 ? delay : usual.maxDelay());
    try {
      return Optional.of(
          new RetryPolicy(
              settings.whole("max_attempts", 1, 1_000).orElse(usual.maxAttempts()),
              delay,
              longest));
    } catch (IllegalArgumentException e) {
      throw body.refused("settings", e);
    }
  }

  private static Optional<Duration> seconds(JsonBody body, String name) {
    return body.decimal(name)
        .map(
            number -> {
              if (number.signum() < 0 || number.compareTo(LONGEST_SECONDS) > 0) {
                throw body.invalid(name, "is a number of seconds from 0 to 86400.", null);
              }
              return Duration.ofMillis(number.movePointRight(3).longValue());
            });
  }
}
