package dev.commitcast.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostListTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "db1 | db1:5432",
        "db1:5433 | db1:5433",
        "db1, db2:5433 | db1:5432,db2:5433",
        "127.0.0.1,::1 | 127.0.0.1:5432,[::1]:5432",
        "[fd00::1]:6000,[fd00::2] | [fd00::1]:6000,[fd00::2]:5432",
      })
  void readsNamesAndAddressesWithAndWithoutPorts(String text, String meant) {
    assertThat(HostList.parse(text, 5432)).hasToString(meant);
  }

  @Test
  void onlySeveralHostsHaveAPrimaryToLookFor() {
    assertThat(HostList.parse("db1", 5432).several()).isFalse();
    assertThat(HostList.parse("db1,db1:5433", 5432).several()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "db1, | a host is missing",
        "db1,,db2 | a host is missing",
        "db1:0 | from 1 to 65535",
        "db1:70000 | from 1 to 65535",
        "db1:x | is no number",
        "db1: | is no number",
        "[fd00::1 | is written like",
        "[fd00::1]5432 | is written like",
        "db1/shop | no name and no address",
        "me@db1 | no name and no address",
        "db1,db1:5432 | named twice",
      })
  void refusesWithASentence(String text, String sentence) {
    assertThatThrownBy(() -> HostList.parse(text, 5432))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(sentence);
  }
}
