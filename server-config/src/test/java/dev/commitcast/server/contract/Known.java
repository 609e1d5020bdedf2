package dev.commitcast.server.contract;

/** What a store knows about a stream. */
record Known(long version, boolean deleted, long truncateBefore, String metadata) {}
