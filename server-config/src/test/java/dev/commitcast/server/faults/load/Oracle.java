package dev.commitcast.server.faults.load;

import dev.commitcast.server.faults.load.Tables.Committed;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Counts what subscribers lost, got twice or out of order. */
public final class Oracle {
  private static final int EXAMPLES = 5;

  private final Round round;
  private final Committed committed;
  private final List<String> examples = new ArrayList<>();
  private long lost;
  private long doubled;
  private long reordered;
  private long invented;

  private Oracle(Round round, Committed committed) {
    this.round = round;
    this.committed = committed;
  }

  /** Compares; the database must be there. */
  public static Verdict judge(
      Connecting database, Round round, Writers writers, Collection<Mailbox> mailboxes)
      throws SQLException {
    Committed committed;
    try (Connection connection = database.connect()) {
      committed = Tables.committed(connection, round);
    }
    return judge(committed, round, writers.acknowledged(), writers.inDoubt(), mailboxes);
  }

  static Verdict judge(
      Committed committed,
      Round round,
      Set<String> acknowledged,
      Set<String> inDoubt,
      Collection<Mailbox> mailboxes) {
    Oracle oracle = new Oracle(round, committed);
    mailboxes.forEach(oracle::count);
    long found = inDoubt.stream().filter(committed.rows()::contains).count();
    long kept = acknowledged.stream().filter(committed.rows()::contains).count();
    return new Verdict(
        new Tally(
            kept + found,
            acknowledged.size() - kept,
            committed.events(),
            oracle.lost,
            oracle.doubled,
            oracle.reordered,
            oracle.invented,
            mailboxes.stream().mapToLong(Mailbox::repeated).sum(),
            mailboxes.stream().mapToLong(box -> box.resets().size()).sum()),
        oracle.examples);
  }

  /**
   * The count, and some of what it counted, for the message.
   *
   * @param examples who missed what; a few
   */
  public record Verdict(Tally tally, List<String> examples) {
    public Verdict {
      examples = List.copyOf(examples);
    }
  }

  private void count(Mailbox mailbox) {
    Map<String, Integer> rows = new HashMap<>();
    Map<String, List<Long>> counted = new HashMap<>();
    List<Received> events = mailbox.events();
    for (Received event : events) {
      if (event.streamVersion() > 0) {
        note(counted, event.stream(), event.streamVersion());
      } else if (event.n() > 0) {
        note(counted, event.rowId(), event.n());
      } else if (event.rowId() != null && round.owns(event.rowId())) {
        rows.merge(event.rowId(), 1, Integer::sum);
      }
    }
    countRows(mailbox.owner(), rows);
    committed.counters().forEach((id, end) -> countSequence(mailbox.owner(), id, end, counted));
    committed.streams().forEach((id, end) -> countSequence(mailbox.owner(), id, end, counted));
    counted.keySet().removeAll(committed.counters().keySet());
    counted.keySet().removeAll(committed.streams().keySet());
    counted.forEach((id, numbers) -> invent(mailbox.owner(), id, numbers.size()));
    countCursors(mailbox.owner(), events);
    countTransactions(mailbox.owner(), events);
  }

  private void note(Map<String, List<Long>> counted, String id, long number) {
    if (round.owns(id)) {
      counted.computeIfAbsent(id, any -> new ArrayList<>()).add(number);
    }
  }

  private void countRows(String who, Map<String, Integer> rows) {
    for (String row : committed.rows()) {
      int times = rows.getOrDefault(row, 0);
      if (times == 0) {
        lose(who, row, 1);
      } else if (times > 1) {
        doubled += times - 1;
        example(who + " got the row " + row + " " + times + " times");
      }
    }
    rows.keySet().stream()
        .filter(row -> !committed.rows().contains(row))
        .forEach(row -> invent(who, row, 1));
  }

  /** Numbers of one counter or stream: each of 1 to the end once, ascending. */
  private void countSequence(String who, String id, long end, Map<String, List<Long>> counted) {
    Set<Long> seen = new HashSet<>();
    long highest = 0;
    for (long number : counted.getOrDefault(id, List.of())) {
      if (!seen.add(number)) {
        doubled++;
        example(who + " got " + number + " of " + id + " twice");
      } else if (number < highest) {
        reordered++;
        example(who + " got " + number + " of " + id + " after " + highest);
      }
      highest = Math.max(highest, number);
      if (number > end) {
        invent(who, id + " " + number, 1);
      }
    }
    long missing = end - seen.stream().filter(number -> number <= end).count();
    if (missing > 0) {
      lose(who, missing + " of " + id, missing);
    }
  }

  private void countCursors(String who, List<Received> events) {
    Received before = null;
    for (Received event : events) {
      if (before != null
          && (event.epoch() < before.epoch()
              || event.epoch() == before.epoch() && event.version() <= before.version())) {
        reordered++;
        example(who + " got " + event + " after " + before);
      }
      before = event;
    }
  }

  /** What one transaction wrote stands together. */
  private void countTransactions(String who, List<Received> events) {
    Set<String> finished = new HashSet<>();
    String open = null;
    for (Received event : events) {
      if (!event.tx().equals(open)) {
        if (open != null) {
          finished.add(open);
        }
        open = event.tx();
        if (finished.contains(open)) {
          reordered++;
          example(who + " got " + event + " apart from the rest of its transaction");
        }
      }
    }
  }

  private void lose(String who, String what, long many) {
    lost += many;
    example(who + " never got " + what);
  }

  private void invent(String who, String what, long many) {
    invented += many;
    example(who + " got " + what + ", which is not in the tables");
  }

  private void example(String text) {
    if (examples.size() < EXAMPLES) {
      examples.add(text);
    }
  }
}
