package dev.commitcast.domain.text;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Enumerations as lower-case words. Stateless. */
public final class LowerCase {
  private LowerCase() {}

  public static String of(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Finds the constant whose word it is.
   *
   * @param what such as {@code status}, for the sentence
   * @throws IllegalArgumentException with the allowed words
   */
  public static <E extends Enum<E>> E read(Class<E> type, String what, String text) {
    for (E constant : type.getEnumConstants()) {
      if (of(constant).equals(text)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        what
            + " is one of "
            + Arrays.stream(type.getEnumConstants())
                .map(LowerCase::of)
                .collect(Collectors.joining(", "))
            + ".");
  }
}
