package dev.commitcast.web.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class SessionWireTest {
  @Property
  void shortensAReasonToWhatACloseFrameHolds(@ForAll String reason) {
    String shortened = SessionWire.shortened(reason.repeat(20));
    assertThat(shortened.getBytes(StandardCharsets.UTF_8).length)
        .isLessThanOrEqualTo(SessionWire.REASON_BYTES);
    assertThat(reason.repeat(20)).startsWith(shortened);
  }
}
