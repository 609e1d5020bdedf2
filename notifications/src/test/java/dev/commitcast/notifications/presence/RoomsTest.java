package dev.commitcast.notifications.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RoomsTest {
  private static final String ROOM = "channel:1";
  private static final long SILENCE = TimeUnit.SECONDS.toNanos(25);

  /** Nodes that tell each other by what the database would carry, when the test says so. */
  private static final class Cluster {
    final Map<String, Rooms> nodes = new HashMap<>();
    final Map<String, RoomPost> posts = new HashMap<>();
    long now = 1;
    long number;

    Rooms add(String name) {
      RoomPost post = new RoomPost(1_000, () -> {});
      Rooms rooms = new Rooms(name, post::add, () -> now);
      nodes.put(name, rooms);
      posts.put(name, post);
      return rooms;
    }

    /** Delivers what a node has told; to itself too, as the database does. */
    void deliver(String from) {
      List<Note> notes = posts.get(from).take();
      hand(from, notes);
    }

    void census(String from) {
      posts.get(from).take();
      hand(from, NoteFormat.census(nodes.get(from).census()));
    }

    private void hand(String from, List<Note> notes) {
      for (String payload : NoteFormat.print(from, number++, notes)) {
        nodes.values().forEach(node -> node.take(NoteFormat.read(payload).orElseThrow()));
      }
    }

    void deliverAll() {
      nodes.keySet().forEach(this::deliver);
    }
  }

  private static final class Member implements RoomMember {
    final String user;
    final List<RoomMessage> heard = new ArrayList<>();

    Member(String user) {
      this.user = user;
    }

    @Override
    public String user() {
      return user;
    }

    @Override
    public void hear(RoomMessage message) {
      heard.add(message);
    }
  }

  private final Cluster cluster = new Cluster();
  private final Rooms one = cluster.add("one");
  private final Rooms two = cluster.add("two");

  private static RoomMessage.Present present(String... users) {
    return new RoomMessage.Present(ROOM, List.of(users), users.length);
  }

  @Test
  void whoComesIsToldWhoIsThereAndTheOthersWhoCame() {
    Member ann = new Member("ann");
    Member bob = new Member("bob");
    one.join(ann, ROOM);
    cluster.deliverAll();
    two.join(bob, ROOM);
    cluster.deliverAll();
    assertThat(ann.heard).containsExactly(present("ann"), new RoomMessage.Joined(ROOM, "bob"));
    assertThat(bob.heard).containsExactly(present("ann", "bob"));
  }

  @Test
  void aUserWithSeveralSocketsCountsOnceAndLeavesWithTheLast() {
    Member watcher = new Member("watcher");
    Member first = new Member("ann");
    Member second = new Member("ann");
    Member third = new Member("ann");
    one.join(watcher, ROOM);
    one.join(first, ROOM);
    one.join(second, ROOM);
    two.join(third, ROOM);
    cluster.deliverAll();
    one.leave(first, ROOM);
    one.leave(second, ROOM);
    cluster.deliverAll();
    assertThat(one.present(ROOM).users()).containsExactly("ann", "watcher");
    two.leave(third, ROOM);
    cluster.deliverAll();
    assertThat(watcher.heard)
        .containsExactly(
            present("watcher"),
            new RoomMessage.Joined(ROOM, "ann"),
            new RoomMessage.Left(ROOM, "ann"));
  }

  @Test
  void whatIsSaidReachesTheRoomOnAllNodesOnceAndNoOtherRoom() {
    Member here = new Member("ann");
    Member there = new Member("bob");
    Member elsewhere = new Member("eve");
    one.join(here, ROOM);
    two.join(there, ROOM);
    two.join(elsewhere, "channel:2");
    cluster.deliverAll();
    one.say(ROOM, "typing", "ann", "{\"on\":true}");
    cluster.deliverAll();
    RoomMessage.Said said = new RoomMessage.Said(ROOM, "typing", "ann", "{\"on\":true}");
    assertThat(here.heard).filteredOn(said::equals).hasSize(1);
    assertThat(there.heard).filteredOn(said::equals).hasSize(1);
    assertThat(elsewhere.heard)
        .containsExactly(new RoomMessage.Present("channel:2", List.of("eve"), 1));
  }

  @Test
  void aNodeThatTellsNothingIsForgottenWithItsUsers() {
    Member ann = new Member("ann");
    one.join(ann, ROOM);
    two.join(new Member("bob"), ROOM);
    cluster.deliverAll();
    cluster.now += Duration.ofSeconds(24).toNanos();
    one.forgetSilent(SILENCE);
    assertThat(one.present(ROOM).users()).containsExactly("ann", "bob");
    cluster.now += Duration.ofSeconds(2).toNanos();
    one.forgetSilent(SILENCE);
    assertThat(one.present(ROOM).users()).containsExactly("ann");
    assertThat(ann.heard).endsWith(new RoomMessage.Left(ROOM, "bob"));
  }

  @Test
  void aNodeThatStopsTakesItsUsersAlong() {
    two.join(new Member("bob"), ROOM);
    cluster.deliverAll();
    one.take(new NoteFormat.Envelope("two", List.of(new Note.Bye())));
    assertThat(one.present(ROOM).count()).isZero();
  }

  @Test
  void aCensusMakesGoodWhatWasMissedAlsoInManyParts() {
    for (int i = 0; i < 300; i++) {
      two.join(new Member("user-with-a-rather-long-name-" + i), i % 3 == 0 ? ROOM : "other:" + i);
    }
    cluster.census("two");
    assertThat(NoteFormat.census(two.census())).hasSizeGreaterThan(1);
    assertThat(one.present(ROOM)).isEqualTo(two.present(ROOM));
    assertThat(one.present("other:1").count()).isOne();
  }

  @Test
  void inACrowdNobodyIsToldOfEachOther() {
    Member ann = new Member("ann");
    one.join(ann, ROOM);
    List<Member> crowd = new ArrayList<>();
    for (int i = 0; i < Rooms.MOST_TOLD + 100; i++) {
      crowd.add(new Member("u" + i));
      two.join(crowd.get(i), ROOM);
    }
    cluster.deliverAll();
    assertThat(one.present(ROOM).count()).isEqualTo(Rooms.MOST_TOLD + 101);
    assertThat(one.present(ROOM).users()).hasSize(Rooms.MOST_TOLD);
    // its own coming, those up to the bound, and that it is passed
    assertThat(ann.heard).hasSize(1 + Rooms.MOST_TOLD - 1 + 1);
    crowd.forEach(each -> two.leave(each, ROOM));
    cluster.deliverAll();
    assertThat(ann.heard).endsWith(new RoomMessage.Left(ROOM, "u" + (crowd.size() - 1)));
  }

  @Test
  void refusesToSayWhatNodesCannotTellEachOther() {
    String payload = "\"" + "\\\"".repeat(4_000) + "\"";
    assertThatThrownBy(() -> one.say(ROOM, "typing", "ann", payload))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void believesNothingThatIsNotOfANode() {
    for (String payload :
        List.of(
            "",
            "{}",
            "[]",
            "hello",
            "{\"node\":1,\"notes\":[]}",
            "{\"node\":\"x\",\"notes\":1}",
            "{\"node\":\"x\",\"notes\":[[\"c\",\"1\",1,{}]]}",
            "{\"node\":\"x\",\"notes\":[[\"j\",\"\",\"u\"]]}")) {
      assertThat(NoteFormat.read(payload)).as(payload).isEmpty();
    }
    assertThat(NoteFormat.read("{\"node\":\"x\",\"notes\":[[\"later\",1,2]]}"))
        .hasValueSatisfying(envelope -> assertThat(envelope.notes()).isEmpty());
  }

  /** Whatever comes, goes, gets lost and is counted again, in the end all nodes know the truth. */
  @Property(tries = 100)
  void allNodesAgreeAfterACensusOfEach(@ForAll long seed) {
    Random random = new Random(seed);
    Cluster nodes = new Cluster();
    List<String> names = List.of("a", "b", "c");
    names.forEach(nodes::add);
    Map<String, List<Member>> members = new HashMap<>();
    Map<Member, Set<String>> places = new HashMap<>();
    for (String name : names) {
      members.put(name, List.of(new Member("u1"), new Member("u2"), new Member("u1")));
    }
    for (int i = 0; i < 60; i++) {
      String name = names.get(random.nextInt(3));
      Member member = members.get(name).get(random.nextInt(3));
      String room = "r" + random.nextInt(2);
      Set<String> in = places.computeIfAbsent(member, any -> new HashSet<>());
      if (in.remove(room)) {
        nodes.nodes.get(name).leave(member, room);
      } else {
        in.add(room);
        nodes.nodes.get(name).join(member, room);
      }
      if (random.nextInt(4) == 0) {
        nodes.deliver(name);
      } else if (random.nextInt(6) == 0) {
        nodes.posts.get(name).take();
      }
    }
    names.forEach(nodes::census);
    for (String room : List.of("r0", "r1")) {
      Set<String> truth = new TreeSet<>();
      places.forEach(
          (member, in) -> {
            if (in.contains(room)) {
              truth.add(member.user());
            }
          });
      for (String name : names) {
        assertThat(nodes.nodes.get(name).present(room).users())
            .as("seed " + seed + ", " + room + " on " + name)
            .containsExactlyElementsOf(truth);
      }
    }
  }
}
