package dev.commitcast.domain.subscription;

import java.util.regex.Pattern;

/**
 * The name of a persistent subscription; it is a part of paths and log lines. Immutable.
 *
 * @param value 1 to 255 letters, digits and any of {@code . _ : -}
 */
public record SubscriptionName(String value) {
  private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._:-]{1,255}");

  public SubscriptionName {
    if (value == null || !ALLOWED.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "A subscription's name has 1 to 255 letters, digits and any of . _ : -");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
