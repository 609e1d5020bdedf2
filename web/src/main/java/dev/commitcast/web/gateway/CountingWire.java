package dev.commitcast.web.gateway;

import java.util.function.Consumer;

/** Counts what is sent over another wire. Immutable. */
record CountingWire(Wire wire, GatewayMetrics metrics) implements Wire {
  @Override
  public void send(String text, Consumer<Throwable> done) {
    metrics.sent();
    wire.send(text, done);
  }

  @Override
  public void ping() {
    wire.ping();
  }

  @Override
  public void close(CloseCode code, String reason) {
    wire.close(code, reason);
  }
}
