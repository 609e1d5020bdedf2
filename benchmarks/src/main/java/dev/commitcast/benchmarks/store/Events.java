package dev.commitcast.benchmarks.store;

import dev.commitcast.domain.ulid.UlidGenerator;
import java.security.SecureRandom;
import java.time.Clock;

/** The events that both sides get. Thread-safe. */
final class Events {
  static final String TYPE = "deposited";
  static final String DATA =
      "{\"amount\": 12.5, \"currency\": \"EUR\", \"note\": \"" + "x".repeat(180) + "\"}";

  /** How many events one batch has. */
  static final int BATCH = 100;

  /** How many events one COPY has. */
  static final int COPY = 10_000;

  /** How many streams a writer has of its own. */
  static final int STREAMS = 100;

  /** How long the streams are that are read. */
  static final int STREAM_LENGTH = 100;

  private static final UlidGenerator IDS = new UlidGenerator(Clock.systemUTC(), new SecureRandom());

  private Events() {}

  static String id() {
    return IDS.next().toString();
  }

  static String stream(int writer, long number) {
    return "account:" + writer + "-" + number % STREAMS;
  }

  /** One of the streams that are there to be read. */
  static String filled(long number) {
    return "filled:" + number;
  }
}
