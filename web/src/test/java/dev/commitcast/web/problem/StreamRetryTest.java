package dev.commitcast.web.problem;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StreamRetryTest {
  private static final String FIREFOX =
      "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

  @Test
  void knowsWhoWantsAStream() {
    assertThat(StreamRetry.isWantedBy(request("GET", Map.of("Accept", "text/event-stream"))))
        .isTrue();
    assertThat(StreamRetry.isWantedBy(request("GET", Map.of("Accept", "*/*, Text/Event-Stream"))))
        .isTrue();
    assertThat(StreamRetry.isWantedBy(request("POST", Map.of("Accept", "text/event-stream"))))
        .isFalse();
    assertThat(StreamRetry.isWantedBy(request("GET", Map.of("Accept", "application/json"))))
        .isFalse();
    assertThat(StreamRetry.isWantedBy(request("GET", Map.of()))).isFalse();
  }

  @Test
  void knowsABrowserByWhatOnlyBrowsersSay() {
    assertThat(StreamRetry.isBrowsers(request("GET", Map.of("User-Agent", FIREFOX)))).isTrue();
    assertThat(StreamRetry.isBrowsers(request("GET", Map.of("Sec-Fetch-Mode", "cors")))).isTrue();
    assertThat(StreamRetry.isBrowsers(request("GET", Map.of("User-Agent", "curl/8.5")))).isFalse();
    assertThat(StreamRetry.isBrowsers(request("GET", Map.of()))).isFalse();
  }

  @Test
  void sendsConnectionsThatWereRefusedTogetherAwayForDifferentTimes() {
    Duration atLeast = Duration.ofSeconds(2);
    Set<Duration> times = new HashSet<>();
    for (int port = 40_000; port < 41_000; port++) {
      Duration time = StreamRetry.spread(atLeast, from(port));
      assertThat(time).isBetween(atLeast, Duration.ofSeconds(5));
      times.add(time);
    }
    assertThat(times).hasSizeGreaterThan(900);
  }

  private static HttpServletRequest from(int port) {
    return request("GET", Map.of(), port);
  }

  private static HttpServletRequest request(String method, Map<String, String> headers) {
    return request(method, headers, 40_000);
  }

  private static HttpServletRequest request(String method, Map<String, String> headers, int port) {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            StreamRetryTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, called, arguments) ->
                switch (called.getName()) {
                  case "getMethod" -> method;
                  case "getRemotePort" -> port;
                  case "getHeader" -> headers.get((String) arguments[0]);
                  case "getHeaders" ->
                      Collections.enumeration(
                          headers.containsKey((String) arguments[0])
                              ? List.of(headers.get((String) arguments[0]))
                              : List.of());
                  default -> throw new UnsupportedOperationException(called.getName());
                });
  }
}
