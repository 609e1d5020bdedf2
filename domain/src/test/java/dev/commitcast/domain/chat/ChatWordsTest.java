package dev.commitcast.domain.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.domain.text.JsonText;
import dev.commitcast.domain.ulid.Ulid;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChatWordsTest {
  private static final Ulid ID = new Ulid("01JD0000000000000000GENERA");
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  @ParameterizedTest
  @EnumSource(SyncType.class)
  void anEnumerationIsALowerCaseWordInItsColumn(SyncType type) {
    SyncType.Column column = new SyncType.Column();

    String word = column.convertToDatabaseColumn(type);

    assertThat(word).isLowerCase();
    assertThat(column.convertToEntityAttribute(word)).isEqualTo(type);
  }

  @Test
  void anUnknownWordIsRefusedWithTheAllowedOnes() {
    assertThatThrownBy(() -> Presence.of("ONLINE"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("status is one of online, away, busy, offline.");
  }

  @Test
  void aMissingWordStaysMissing() {
    assertThat(new Theme.Column().convertToEntityAttribute(null)).isNull();
    assertThat(new Theme.Column().convertToDatabaseColumn(null)).isNull();
    assertThat(new JsonText().convertToEntityAttribute(null)).isNull();
  }

  @Test
  void aMessageIsDeletedOnce() {
    Message message = new Message(ID, ID, ID, "hello", null);
    assertThat(message.isDeleted()).isFalse();

    message.delete(NOON);
    message.delete(NOON.plusSeconds(60));

    assertThat(message.isDeleted()).isTrue();
    assertThat(message.deletedAt()).hasValue(NOON.atOffset(ZoneOffset.UTC));
  }

  @Test
  void aSyncNeverGoesBack() {
    SyncState state = new SyncState(ID, ID, SyncType.MESSAGES, NOON);

    state.caughtUp(NOON.minusSeconds(1), "{\"late\":true}");
    assertThat(state.lastSync().toInstant()).isEqualTo(NOON);
    assertThat(state.metadata()).isEmpty();

    state.caughtUp(NOON.plusSeconds(1), "{}");
    assertThat(state.lastSync().toInstant()).isEqualTo(NOON.plusSeconds(1));
    assertThat(state.metadata()).hasValue("{}");
  }

  @Test
  void keysAreEqualByValue() {
    Ulid other = new Ulid("01JD00000000000000000000AA");

    assertThat(new MembershipKey(ID, other))
        .isEqualTo(new MembershipKey(ID, other))
        .hasSameHashCodeAs(new MembershipKey(ID, other))
        .isNotEqualTo(new MembershipKey(other, ID));
    assertThat(new ReadKey(ID, other)).isEqualTo(new ReadKey(ID, other)).isNotEqualTo(null);
  }
}
