package dev.commitcast.notifications.transfer;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;

/** Times as SQLite's columns of type TIMESTAMP hold them; without an offset they are UTC. */
final class KitTime {
  private static final long NO_SECONDS_ANY_MORE = 100_000_000_000L;

  private static final DateTimeFormatter READ =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendPattern("['T'][' ']")
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .optionalStart()
          .appendOffset("+HH:MM", "Z")
          .optionalEnd()
          .toFormatter();

  private static final DateTimeFormatter WRITTEN =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendLiteral(' ')
          .appendPattern("HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
          .toFormatter();

  private KitTime() {}

  /**
   * Reads a value of the column.
   *
   * @param value text, or seconds or milliseconds of the Unix clock; null means now
   */
  static Instant read(Object value) {
    if (value == null) {
      return null;
    }
    if (value instanceof Number number) {
      long count = number.longValue();
      return Math.abs(count) < NO_SECONDS_ANY_MORE
          ? Instant.ofEpochSecond(count)
          : Instant.ofEpochMilli(count);
    }
    try {
      TemporalAccessor read =
          READ.parseBest(value.toString().strip(), OffsetDateTime::from, LocalDateTime::from);
      return read instanceof OffsetDateTime time
          ? time.toInstant()
          : LocalDateTime.from(read).toInstant(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("The created_at is no time like 2026-11-21 10:00:00.", e);
    }
  }

  static String write(Instant time) {
    return WRITTEN.format(time.atOffset(ZoneOffset.UTC));
  }
}
