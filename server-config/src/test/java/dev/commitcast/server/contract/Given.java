package dev.commitcast.server.contract;

/** An event as a test gives it to a store; only the type must be there. JSON members are text. */
record Given(String id, String type, String data, String metadata, String room) {
  static Given of(String type, String data) {
    return new Given(null, type, data, null, null);
  }

  Given withId(String other) {
    return new Given(other, type, data, metadata, room);
  }

  Given withData(String other) {
    return new Given(id, type, other, metadata, room);
  }

  Given withType(String other) {
    return new Given(id, other, data, metadata, room);
  }

  Given withMetadata(String other) {
    return new Given(id, type, data, other, room);
  }

  Given inRoom(String other) {
    return new Given(id, type, data, metadata, other);
  }
}
