package dev.commitcast.persistence.json;

import jakarta.json.spi.JsonProvider;

/** The one that writes and reads JSON for everybody. Thread-safe, as its specification asks. */
public final class JsonLibrary {
  public static final JsonProvider JSON = JsonProvider.provider();

  private JsonLibrary() {}
}
