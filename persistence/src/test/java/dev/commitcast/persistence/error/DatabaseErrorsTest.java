package dev.commitcast.persistence.error;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.persistence.error.DatabaseError.Kind;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseErrorsTest {
  @ParameterizedTest
  @CsvSource({
    "42P04, BROKEN, already exists",
    "42P07, BROKEN, already exists",
    "42501, BROKEN, insufficient privileges",
    "3D000, BROKEN, does not exist",
    "23505, DUPLICATE, unique",
    "23503, REFERENCE, referred to",
    "23514, INVALID, not among",
    "22001, INVALID, longer",
    "40001, CONFLICT, try again",
    "08006, UNAVAILABLE, cannot be reached",
    "08001, UNAVAILABLE, cannot be reached",
    "53300, UNAVAILABLE, no connection left",
    "57P03, UNAVAILABLE, starting or stopping",
    "XX000, BROKEN, refused the statement"
  })
  void turnsACodeIntoASentence(String state, Kind kind, String words) {
    DatabaseError error = DatabaseErrors.of(new SQLException("raw", state)).orElseThrow();

    assertThat(error.kind()).isEqualTo(kind);
    assertThat(error.sentence()).contains(words).endsWith(".");
    assertThat(error.sqlState()).isEqualTo(state);
  }

  @Test
  void looksThroughCausesAndChains() {
    BatchUpdateException batch = new BatchUpdateException();
    batch.setNextException(new SQLException("raw", "23503"));

    assertThat(DatabaseErrors.of(new RuntimeException(new IllegalStateException(batch))))
        .hasValueSatisfying(error -> assertThat(error.kind()).isEqualTo(Kind.REFERENCE));
  }

  @Test
  void aPoolWithoutConnectionsIsADatabaseThatCannotBeReached() {
    assertThat(DatabaseErrors.of(new SQLTransientConnectionException("Pool timed out.")))
        .hasValueSatisfying(error -> assertThat(error.kind()).isEqualTo(Kind.UNAVAILABLE));
  }

  @Test
  void namesTheConstraint() {
    SQLException e =
        new SQLException(
            "ERROR: duplicate key value violates unique constraint \"users_email_key\"\n"
                + "  Detail: Key (email)=(secret@example.com) already exists.",
            "23505");

    assertThat(DatabaseErrors.of(e).orElseThrow().constraint()).hasValue("users_email_key");
    assertThat(DatabaseErrors.explain(e)).contains("users_email_key").doesNotContain("secret");
  }

  @Test
  void hasNothingToSayAboutOtherFailures() {
    assertThat(DatabaseErrors.of(new IllegalStateException("elsewhere"))).isEmpty();
    assertThat(DatabaseErrors.explain(new IllegalStateException("elsewhere")))
        .isEqualTo("elsewhere");
  }

  @Test
  void survivesACauseThatCausesItself() {
    Exception first = new Exception("first");
    Exception second = new Exception("second", first);
    first.initCause(second);

    assertThat(DatabaseErrors.of(first)).isEmpty();
  }
}
