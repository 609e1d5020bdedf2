package dev.commitcast.web.request;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.web.problem.ProblemException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {
  private static final String NODE = "http://localhost:9080";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/api/streams/a%2Fb%C3%A4/events",
        "/api/streams/a;b=c",
        "/api/x:y@z!$'()*,=~+&"
      })
  void letsThroughWhatTheStandardAllowsInPaths(String path) {
    assertThatCode(() -> RequestTarget.check(NODE + path, null)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/%ff", "/%c3", "/%ed%a0%80", "/%", "/%z1", "/a|b", "/a\\b", "/\u00e4"})
  void refusesPathsThatCannotBeRead(String path) {
    assertThatThrownBy(() -> RequestTarget.check(NODE + path, null))
        .isInstanceOf(ProblemException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a=b&c", "room=a%7Cb", "x=[1]", "a=%C3%A4+b", "\u00c3\u00a4=1"})
  void letsThroughQueriesThatCanBeRead(String query) {
    assertThatCode(() -> RequestTarget.check(NODE + "/api/events", query))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "a=%f", "a=%zz", "a=%ff", "a|b", "a=\"", "a b", "\u00e4"})
  void refusesQueriesThatCannotBeRead(String query) {
    assertThatThrownBy(() -> RequestTarget.check(NODE + "/api/events", query))
        .isInstanceOf(ProblemException.class)
        .extracting(refused -> ((ProblemException) refused).problem().status())
        .isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({"http://a b/,Host", "http://[/,Host", "http://x:y:z/,Host"})
  void saysThatTheHostIsNone(String url, String field) {
    assertThatThrownBy(() -> RequestTarget.check(url, null))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(field);
  }
}
