package dev.commitcast.server.container;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Prepares the server, once; must stand before Arquillian's extension, which starts it. */
public final class BeforeTheContainer implements BeforeAllCallback {
  private static boolean prepared;

  @Override
  public void beforeAll(ExtensionContext context) {
    // the test class is run a second time inside of the server
    if (!prepared && !Boolean.getBoolean("commitcast.in-container")) {
      prepared = true;
      InContainerServer.prepare();
    }
  }
}
