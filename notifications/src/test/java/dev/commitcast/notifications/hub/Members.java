package dev.commitcast.notifications.hub;

import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.notifications.access.GrantChange;
import dev.commitcast.notifications.access.GrantLog;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/** Memberships as events of the category {@code members}: a user, a room, and a plus or minus. */
final class Members implements GrantLog {
  static RecordedEvent event(long version, String user, String room, boolean joins) {
    String data = '"' + user + ' ' + room + ' ' + (joins ? '+' : '-') + '"';
    return TestEvents.event(version, "member", "members:" + user, room, data);
  }

  static RecordedEvent random(long version, List<String> users, Random random) {
    String user = users.get(random.nextInt(users.size()));
    String room = TestEvents.ROOMS.get(random.nextInt(TestEvents.ROOMS.size()));
    return event(version, user, room, random.nextBoolean());
  }

  /** Behind which versions a user has a room, by all that the log has told. */
  static BitSet history(List<RecordedEvent> log, String user, String room) {
    BitSet history = new BitSet();
    boolean has = false;
    for (RecordedEvent event : log) {
      if (isOf(event, user, room)) {
        has = event.data().endsWith("+\"");
      }
      history.set((int) event.version(), has);
    }
    return history;
  }

  private static boolean isOf(RecordedEvent event, String user, String room) {
    return event.type().equals("member") && event.data().startsWith('"' + user + ' ' + room + ' ');
  }

  @Override
  public boolean mayChangeGrants(RecordedEvent event) {
    return event.category().equals("members");
  }

  @Override
  public List<GrantChange> changes(RecordedEvent event) {
    String[] told = event.data().replace("\"", "").split(" ");
    return List.of(
        told[2].equals("+")
            ? new GrantChange.Given(told[0], told[1])
            : new GrantChange.Taken(told[0], told[1]));
  }
}
