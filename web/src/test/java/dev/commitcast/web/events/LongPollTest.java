package dev.commitcast.web.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.notifications.hub.CloseReason;
import dev.commitcast.notifications.hub.ControlFrame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LongPollTest {
  private final List<String> answers = new ArrayList<>();
  private final LongPoll poll =
      new LongPoll(
          new LongPoll.Answers() {
            @Override
            public void look() {
              answers.add("look");
            }

            @Override
            public void farewell() {
              answers.add("farewell");
            }

            @Override
            public void refuse(String sentence) {
              answers.add(sentence);
            }
          });

  @ParameterizedTest
  @CsvSource({
    "LOG_RESET, look",
    "STALLED, look",
    "REVOKED, look",
    "POLICY_FAILED, look",
    "CLIENT_GONE, look",
    "DRAINED, farewell",
    "EXPIRED, The token has expired."
  })
  void anEndThatItsOwnerDidNotAskForIsAnswered(CloseReason reason, String answer) {
    poll.close(reason);
    assertThat(answers).containsExactly(answer);
  }

  @ParameterizedTest
  @EnumSource(CloseReason.class)
  void aTokenThatIsRevokedIsToldOnceWhateverEndsIt(CloseReason reason) {
    poll.send(List.of(revoked("{\"reason\":\"token\"}")));
    poll.close(reason);
    assertThat(answers).containsExactly("The token was revoked.");
  }

  @Test
  void aRoomThatIsLostIsForTheLookToTell() {
    poll.send(List.of(revoked("{\"reason\":\"room\",\"room\":\"channel:1\",\"at\":\"1.7\"}")));
    assertThat(answers).isEmpty();
    poll.close(CloseReason.REVOKED);
    assertThat(answers).containsExactly("look");
  }

  @Test
  void itsOwnersEndIsNotAnswered() {
    poll.close(CloseReason.DONE);
    assertThat(answers).isEmpty();
  }

  private static ControlFrame revoked(String json) {
    return new ControlFrame("revoked", null, json, null);
  }
}
