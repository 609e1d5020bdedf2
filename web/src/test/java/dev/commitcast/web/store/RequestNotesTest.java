package dev.commitcast.web.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.persistence.change.ChangeContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of two members of one name the database keeps the later. */
class RequestNotesTest {
  private static final ChangeContext CONTEXT = new ChangeContext("ada", "c-1", null);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|{'correlationId':'c-1','actor':'ada'}",
        "{ 'actor' : 'eve' }|{'correlationId':'c-1','actor' : 'eve','actor':'ada'}",
        "{'a':{'b':'}'}} |{'correlationId':'c-1','a':{'b':'}'},'actor':'ada'}"
      })
  void whoItIsCannotBeSaidOtherwise(String given, String stored) {
    assertThat(new RequestNotes(CONTEXT, true).addTo(given.replace('\'', '"')))
        .isEqualTo(stored.replace('\'', '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'actor':'eve'}|{'actor':'ada','correlationId':'c-1','actor':'eve'}",
        "{}|{'actor':'ada','correlationId':'c-1'}"
      })
  void whereNobodyIsKnownTheClientsWordCounts(String given, String stored) {
    assertThat(new RequestNotes(CONTEXT, false).addTo(given.replace('\'', '"')))
        .isEqualTo(stored.replace('\'', '"'));
  }
}
