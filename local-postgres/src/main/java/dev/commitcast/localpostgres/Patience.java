package dev.commitcast.localpostgres;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * How long a test waits for a condition when it names no time of its own. It costs nothing where
 * the condition comes true, and a machine that builds and tests something else at the same time
 * keeps everybody waiting for seconds. JUnit finds it by itself. Stateless.
 */
public final class Patience implements BeforeAllCallback {
  private static final Duration DEADLINE = Duration.ofSeconds(40);

  @Override
  public void beforeAll(ExtensionContext context) {
    Awaitility.setDefaultTimeout(DEADLINE);
  }
}
