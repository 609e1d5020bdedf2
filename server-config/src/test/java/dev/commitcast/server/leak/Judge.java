package dev.commitcast.server.leak;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Says of everything that was read what should not have been in it, and what should. */
final class Judge {
  private static final int MOST_SENTENCES = 20;

  private final History history;
  private final Figures figures;
  private final List<String> sentences = new ArrayList<>();

  Judge(History history, Figures figures) {
    this.history = history;
    this.figures = figures;
  }

  List<String> sentences() {
    return sentences;
  }

  private void say(String count, long more, String sentence) {
    figures.count(count, more);
    if (sentences.size() < MOST_SENTENCES) {
      sentences.add(count + ": " + sentence);
    }
  }

  // ---- live readings ----

  void judge(Session session) {
    figures.count(session.way + " deliveries", session.received.size());
    figures.count(session.way + " sessions");
    if (session.fault() != null) {
      say("faults", 1, session + ": " + session.fault());
    }
    Map<String, Set<Long>> received = received(session);
    long upTo = Math.max(session.position(), session.taken());
    Optional<History.Revoked> end =
        session.badge.everything()
            ? Optional.empty()
            : history.revocation(session.badge, session.grants());
    if (end.isPresent() && session.received.last() > end.get().version()) {
      say("leaks", 1, session + ": " + session.received.last() + " is behind " + end.get());
    }
    if (end.isPresent() && !session.isEnded()) {
      say("leaks", 1, session + " is open still, despite " + end.get());
    }
    if (!session.isEnded() && session.isOverdue()) {
      say("leaks", 1, session + " is open still, and its token has expired");
    }
    long missed = 0;
    boolean exactly = true;
    for (String room : session.badge.everything() ? allRooms() : rooms(session.badge, received)) {
      Set<Long> got = received.getOrDefault(room, Set.of());
      List<Boolean> bases = bases(session, room);
      Verdict best = null;
      for (boolean base : bases) {
        Verdict verdict = verdict(session, room, base, upTo, got);
        if (best == null || verdict.size() < best.size()) {
          best = verdict;
        }
      }
      best.tell(session.toString(), room);
      missed += best.untilGreeted();
      exactly &= bases.size() == 1 && !turnsBetween(session, room);
    }
    if (session.missed().isPresent() && session.missed().get() != missed) {
      if (exactly) {
        say("wrong counts", 1, session + " was told " + session.missed().get() + ", not " + missed);
      } else {
        figures.count("counts not judged");
      }
    }
  }

  private Map<String, Set<Long>> received(Session session) {
    Map<String, Set<Long>> received = new HashMap<>();
    Received all = session.received;
    for (int i = 0; i < all.size(); i++) {
      LoggedChange event = history.event(all.version(i)).orElse(null);
      if (event == null || event.mark() != all.mark(i)) {
        say("faults", 1, session + " got something else for " + event);
      } else {
        received
            .computeIfAbsent(event.room() == null ? "" : event.room(), key -> new HashSet<>())
            .add(event.version());
      }
    }
    return received;
  }

  private Set<String> allRooms() {
    Set<String> rooms = new HashSet<>();
    history.log().forEach(event -> rooms.add(event.room() == null ? "" : event.room()));
    return rooms;
  }

  private Set<String> rooms(Badge badge, Map<String, Set<Long>> received) {
    Set<String> rooms = history.roomsEver(badge);
    rooms.addAll(received.keySet());
    return rooms;
  }

  /** What the database may have said of a room when the session's grants were read. */
  private List<Boolean> bases(Session session, String room) {
    if (session.badge.everything() || session.badge.fixedRooms().contains(room)) {
      return List.of(true);
    }
    return List.copyOf(states(session.badge, room, session.grants(), session.answeredAt()));
  }

  /** Whether somebody was a member at any time from a place in the log to a moment. */
  private Set<Boolean> states(Badge badge, String room, long from, long until) {
    Set<Boolean> states = new TreeSet<>();
    states.add(history.isMember(badge.user(), room, from));
    for (History.Turn turn : history.turns(badge.user(), room)) {
      // one that was made later was not committed before
      if (turn.version() > from && turn.madeAt() <= until) {
        states.add(turn.member());
      }
    }
    return states;
  }

  private boolean turnsBetween(Session session, String room) {
    return history.turns(session.badge.user(), room).stream()
        .anyMatch(each -> each.version() > session.grants() && each.version() <= session.head());
  }

  private Verdict verdict(Session session, String room, boolean base, long upTo, Set<Long> got) {
    Set<Long> leaks = new TreeSet<>(got);
    Set<Long> missing = new TreeSet<>();
    long untilGreeted = 0;
    boolean always = session.badge.everything() || session.badge.fixedRooms().contains(room);
    for (LoggedChange event : history.ofRoom(room)) {
      if (event.version() > session.start()
          && session.wish.matches(event)
          && (always || sees(session, room, base, event.version()))) {
        leaks.remove(event.version());
        if (event.version() <= upTo && !got.contains(event.version())) {
          missing.add(event.version());
        }
        if (event.version() <= session.head()) {
          untilGreeted++;
        }
      }
    }
    return new Verdict(leaks, missing, untilGreeted);
  }

  /** The rule: judged at the later of two places; who comes or goes sees that very event. */
  private boolean sees(Session session, String room, boolean base, long version) {
    boolean member = base;
    for (History.Turn turn : history.turns(session.badge.user(), room)) {
      if (turn.version() > session.grants() && turn.member() != member) {
        if (version < turn.version() || (version == turn.version() && member)) {
          return member;
        }
        member = turn.member();
      }
    }
    return member;
  }

  private final class Verdict {
    private final Set<Long> leaks;
    private final Set<Long> missing;
    private final long untilGreeted;

    Verdict(Set<Long> leaks, Set<Long> missing, long untilGreeted) {
      this.leaks = leaks;
      this.missing = missing;
      this.untilGreeted = untilGreeted;
    }

    int size() {
      return leaks.size() + missing.size();
    }

    long untilGreeted() {
      return untilGreeted;
    }

    void tell(String who, String room) {
      if (!leaks.isEmpty()) {
        say("leaks", leaks.size(), who + " got of " + room + " also " + leaks);
      }
      if (!missing.isEmpty()) {
        say("missing", missing.size(), who + " did not get of " + room + " " + missing);
      }
    }
  }

  // ---- answers ----

  void judge(Reading reading) {
    figures.count(reading.way().split(" ")[0] + " deliveries", reading.received().size());
    Map<String, Set<Long>> received = new HashMap<>();
    for (int i = 0; i < reading.received().size(); i++) {
      int mark = reading.received().mark(i);
      long version = reading.received().version(i);
      // one that was read before it was sequenced has no version
      LoggedChange event =
          (version == 0 ? history.marked(mark) : history.event(version)).orElse(null);
      if (event == null || event.mark() != mark) {
        say("faults", 1, reading + " got something else for " + event);
      } else if (!reading.wish().matches(event) || event.version() <= reading.after()) {
        say("leaks", 1, reading + " did not ask for " + event);
      } else {
        received
            .computeIfAbsent(event.room() == null ? "" : event.room(), key -> new HashSet<>())
            .add(event.version());
      }
    }
    for (String room : rooms(reading.badge(), received)) {
      judge(reading, room, received.getOrDefault(room, Set.of()));
    }
  }

  private void judge(Reading reading, String room, Set<Long> got) {
    Set<Long> all = new TreeSet<>();
    boolean page = reading.stream().isEmpty();
    List<LoggedChange> events =
        page ? history.ofRoom(room) : history.ofStream(reading.stream().get());
    // of a stream it must have what was there when it was asked for
    long last = page ? reading.next() : reading.from();
    for (LoggedChange event : events) {
      if (room.equals(event.room())
          && event.version() > reading.after()
          && event.version() <= last
          && reading.wish().matches(event)) {
        all.add(event.version());
      }
    }
    Set<Boolean> states =
        reading.badge().fixedRooms().contains(room)
            ? Set.of(true)
            : states(
                reading.badge(),
                room,
                reading.waited() ? reading.from() : Math.max(reading.from(), reading.next()),
                reading.answeredAt());
    // who waits is like a live reader: what it passed over before it joined does not come later
    boolean turned = reading.waited() && states.size() > 1;
    if (page && !all.containsAll(got)) {
      say("faults", 1, reading + " got something behind its end: " + got);
    } else if (!got.isEmpty() && !states.contains(true)) {
      say("leaks", got.size(), reading + " got of " + room + " " + got);
    } else if (!turned && !got.containsAll(all) && (!got.isEmpty() || !states.contains(false))) {
      all.removeAll(got);
      say("missing", all.size(), reading + " did not get of " + room + " " + all);
    }
  }

  // ---- what is no event ----

  void judge(Naming naming) {
    boolean granted =
        naming.badge().fixedRooms().contains(naming.room())
            || states(naming.badge(), naming.room(), naming.from(), naming.toldAt()).contains(true);
    if (!granted) {
      say("leaks", 1, naming.badge().user() + " was told " + naming.text());
    }
  }

  void judge(Refusal refusal) {
    switch (refusal.status()) {
      case 401 -> {
        if (history.revocation(refusal.badge(), 0).isEmpty() && !refusal.badge().isExpired()) {
          say("wrong refusals", 1, "401 for a good token: " + refusal);
        }
      }
      case 403 -> judgeRoom(refusal, refusal.what());
      default ->
          history
              .called(refusal.what())
              .filter(event -> event.room() != null)
              .ifPresent(event -> judgeRoom(refusal, event.room()));
    }
  }

  private void judgeRoom(Refusal refusal, String room) {
    boolean granted =
        refusal.badge().fixedRooms().contains(room)
            || !states(refusal.badge(), room, refusal.from(), refusal.answeredAt()).contains(false);
    if (granted) {
      say("wrong refusals", 1, "Refused although granted: " + refusal + " of " + room);
    }
  }
}
