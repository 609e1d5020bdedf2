package dev.commitcast.web.gateway;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What it does in the server it is built for is seen in the attacks on a node. */
class GuardedReadsTest {
  @Test
  void saysThatAnotherServerCannotBeGuarded() {
    assertThatThrownBy(() -> GuardedReads.of(ClassLoader.getPlatformClassLoader()))
        .isInstanceOf(ReflectiveOperationException.class)
        .hasMessageContaining("com.ibm.ws.wsoc");
  }
}
