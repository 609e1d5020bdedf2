package dev.commitcast.server.contract;

/** An event as a reader got it; data and metadata as JSON text without blanks between tokens. */
record Seen(
    String id,
    String stream,
    long version,
    String type,
    String data,
    String room,
    String metadata) {}
