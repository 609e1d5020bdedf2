package dev.commitcast.web.problem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.persistence.error.UnknownRowException;
import jakarta.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DiagnosisTest {
  @ParameterizedTest
  @CsvSource({
    "23505, 409",
    "23503, 409",
    "23514, 422",
    "22001, 422",
    "40001, 409",
    "08006, 503",
    "57P03, 503",
    "53300, 503",
    "42P01, 500",
    "P0001, 422"
  })
  void aRefusalOfTheDatabaseHasItsStatus(String state, int status) {
    Throwable wrapped =
        new RuntimeException(new IllegalStateException(new SQLException("x", state)));

    assertThat(Diagnosis.of(wrapped).status()).isEqualTo(status);
  }

  @Test
  void aDatabaseThatIsDownSaysWhenToComeBack() {
    Problem problem = Diagnosis.of(new SQLException("x", "08001"));

    assertThat(problem.headers()).containsEntry("Retry-After", "5");
  }

  @Test
  void whatNobodyForesawTellsNothingOfItself() {
    JsonObject json = Diagnosis.of(new IllegalStateException("secret")).toJson();

    assertThat(json.getInt("status")).isEqualTo(500);
    assertThat(json.toString()).doesNotContain("secret", "IllegalState");
  }

  @Test
  void aConstraintIsNamedAndItsValuesAreNot() {
    JsonObject json =
        Diagnosis.of(
                new SQLException(
                    "ERROR: violates unique constraint \"users_email_key\"\n Key (email)=(a@b.c)",
                    "23505"))
            .toJson();

    assertThat(json.getString("constraint")).isEqualTo("users_email_key");
    assertThat(json.toString()).doesNotContain("a@b.c");
  }

  @Test
  void aProblemIsFoundThroughWhatWrapsIt() {
    Problem problem = Problem.invalidParameter("limit", "limit is a number.");

    assertThat(Diagnosis.of(new RuntimeException(problem.asException()))).isSameAs(problem);
  }

  @Test
  void aRowThatIsNotThereIsAnInvalidValue() {
    Problem problem = Diagnosis.of(new UnknownRowException("user_id", "user", "x"));

    assertThat(problem.status()).isEqualTo(422);
    assertThat(problem.toJson().getString("field")).isEqualTo("user_id");
  }

  @ParameterizedTest
  @EnumSource(ProblemType.class)
  void everyKindHasItsPlaceOnThePage(ProblemType type) {
    JsonObject json = Problem.of(type).retryAfter(Duration.ofMillis(1)).toJson();

    assertThat(json.getString("type")).matches("/docs/problems#[a-z-]+");
    assertThat(json.getString("title")).isNotBlank();
    assertThat(json.getInt("status")).isEqualTo(type.status());
    assertThat(ProblemType.of(type.status()).status()).isEqualTo(type.status());
  }

  @Test
  void anUnknownStatusKeepsItsNumber() {
    assertThat(Problem.ofStatus(411).toJson().getInt("status")).isEqualTo(411);
    assertThat(Problem.ofStatus(507).type()).isEqualTo(ProblemType.INTERNAL);
  }
}
