package dev.commitcast.persistence.config;

/** A setting has a value that cannot work; the message names key, value and what is allowed. */
public class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ConfigurationException(String key, String value, String allowed) {
    this(key, value, allowed, null);
  }

  public ConfigurationException(String key, String value, String allowed, Throwable cause) {
    super(
        String.format("The setting %s has the value \"%s\"; allowed is %s.", key, value, allowed),
        cause);
  }

  /**
   * For settings that are missing, or do not go together.
   *
   * @param sentence naming the keys, and what to do
   */
  public ConfigurationException(String sentence) {
    super(sentence);
  }
}
