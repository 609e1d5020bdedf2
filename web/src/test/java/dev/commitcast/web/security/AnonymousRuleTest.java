package dev.commitcast.web.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnonymousRuleTest {
  private static final Knock HERE = Knock.from("127.0.0.1").with("Host", "localhost:9080");

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1"})
  void admitsWhoIsOnThisMachine(String address) {
    assertThat(AnonymousRule.admits(Knock.from(address).with("Host", "127.0.0.1"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.7", "10.0.0.1", "::", "fe80::1", "127.evil.example", "1::1", ""})
  void doesNotAdmitWhoIsElsewhere(String address) {
    assertThat(AnonymousRule.admits(Knock.from(address).with("Host", "localhost"))).isFalse();
  }

  @Test
  void doesNotAdmitAnUnknownAddress() {
    assertThat(
            AnonymousRule.admits(
                new Knock(Map.of("host", List.of("localhost")), null, Optional.empty())))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "Forwarded,for=192.0.2.7",
    "X-Forwarded-For,127.0.0.1",
    "x-forwarded-proto,https",
    "X-Real-IP,127.0.0.1",
    "Via,1.1 proxy",
    "Origin,http://evil.example",
    "Origin,http://localhost:3000",
    "Origin,null",
    "Sec-Fetch-Site,cross-site",
    "Sec-Fetch-Site,same-site",
    "Host,localhost:9080"
  })
  void doesNotAdmitProxiesAndPagesOfElsewhere(String name, String value) {
    assertThat(AnonymousRule.admits(HERE.with(name, value))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "", "[::2]"})
  void doesNotAdmitNamesOfElsewhereThatLeadHere(String host) {
    assertThat(AnonymousRule.admits(Knock.from("127.0.0.1").with("Host", host))).isFalse();
  }

  @Test
  void admitsThePageThatThisServerHasSent() {
    assertThat(
            AnonymousRule.admits(
                HERE.with("Origin", "http://localhost:9080").with("Sec-Fetch-Site", "same-origin")))
        .isTrue();
  }
}
