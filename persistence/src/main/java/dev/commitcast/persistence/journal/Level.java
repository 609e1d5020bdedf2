package dev.commitcast.persistence.journal;

import dev.commitcast.persistence.config.ConfigurationException;
import dev.commitcast.persistence.config.Settings;
import java.util.Locale;

/** How much a line matters, in rising order. */
public enum Level {
  DEBUG,
  INFO,
  WARN,
  ERROR;

  public static final String KEY = "commitcast.log.level";

  /** The least level that is printed, {@code info} unless configured. */
  public static Level from(Settings settings) {
    String text = settings.text(KEY, INFO.text());
    for (Level level : values()) {
      if (level.text().equals(text.toLowerCase(Locale.ROOT))) {
        return level;
      }
    }
    throw new ConfigurationException(KEY, text, "debug, info, warn or error");
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
