package dev.commitcast.web.events;

import static dev.commitcast.web.events.AcceptHeader.Choice.EVENT_STREAM;
import static dev.commitcast.web.events.AcceptHeader.Choice.JSON;
import static dev.commitcast.web.events.AcceptHeader.Choice.NEITHER;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptHeaderTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "none | EVENT_STREAM",
        "'' | EVENT_STREAM",
        "*/* | EVENT_STREAM",
        "text/event-stream | EVENT_STREAM",
        "TEXT/Event-Stream | EVENT_STREAM",
        "text/* | EVENT_STREAM",
        "application/json | JSON",
        "application/json;charset=utf-8 | JSON",
        "application/* | JSON",
        "application/json, */*;q=0.1 | JSON",
        "application/json;q=0.5, text/event-stream;q=0.6 | EVENT_STREAM",
        "application/json;q=0.6, text/event-stream;q=0.5 | JSON",
        "application/json, text/event-stream | EVENT_STREAM",
        "text/event-stream;q=0, */* | JSON",
        "text/event-stream;q=0 | NEITHER",
        "text/html, application/xhtml+xml, */*;q=0.8 | EVENT_STREAM",
        "text/html | NEITHER",
        "image/*, audio/* | NEITHER",
        "application/json;q=2 | NEITHER",
        "application/json;q=NaN | NEITHER",
        "application/json;q=x, text/event-stream;q=0.001 | EVENT_STREAM",
        "application/json ; q=1.000 | JSON",
        "; | NEITHER",
        ", | NEITHER",
      })
  void choosesAsTheHeaderWishes(String header, AcceptHeader.Choice expected) {
    assertThat(AcceptHeader.choose(header)).isEqualTo(expected).isIn(EVENT_STREAM, JSON, NEITHER);
  }
}
