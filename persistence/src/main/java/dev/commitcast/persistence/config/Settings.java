package dev.commitcast.persistence.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;

/**
 * Typed look-ups whose failures are sentences: which key, which value, what is allowed. Immutable.
 */
public final class Settings {
  private static final Pattern SHORT_DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

  private final Function<String, Optional<String>> source;

  private Settings(Function<String, Optional<String>> source) {
    this.source = source;
  }

  public static Settings of(Config config) {
    return new Settings(key -> config.getOptionalValue(key, String.class));
  }

  /** For programs without MicroProfile Config: tests, benchmarks, command lines. */
  public static Settings from(Function<String, Optional<String>> source) {
    return new Settings(source);
  }

  public Optional<String> text(String key) {
    return source.apply(key).map(String::strip).filter(value -> !value.isEmpty());
  }

  public String text(String key, String fallback) {
    return text(key).orElse(fallback);
  }

  public boolean flag(String key, boolean fallback) {
    String value = text(key).orElse(Boolean.toString(fallback)).toLowerCase(Locale.ROOT);
    if (!value.equals("true") && !value.equals("false")) {
      throw new ConfigurationException(key, value, "true or false");
    }
    return value.equals("true");
  }

  public int number(String key, int fallback, int min, int max) {
    return (int) number(key, (long) fallback, min, max);
  }

  public long number(String key, long fallback, long min, long max) {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return fallback;
    }
    String allowed = "a whole number from " + min + " to " + max;
    try {
      long value = Long.parseLong(text.get());
      if (value < min || value > max) {
        throw new ConfigurationException(key, text.get(), allowed);
      }
      return value;
    } catch (NumberFormatException e) {
      throw new ConfigurationException(key, text.get(), allowed, e);
    }
  }

  /** A duration such as {@code 500ms}, {@code 15s}, {@code 2m}, or in ISO 8601 {@code PT15S}. */
  public Duration duration(String key, Duration fallback, Duration min, Duration max) {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return fallback;
    }
    String allowed =
        "a duration from " + min + " to " + max + ", written like 500ms, 15s, 2m or PT15S";
    try {
      Duration value = parse(text.get());
      if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
        throw new ConfigurationException(key, text.get(), allowed);
      }
      return value;
    } catch (DateTimeParseException e) {
      throw new ConfigurationException(key, text.get(), allowed, e);
    }
  }

  private static Duration parse(String text) {
    Matcher matcher = SHORT_DURATION.matcher(text);
    if (!matcher.matches()) {
      return Duration.parse(text);
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }
}
