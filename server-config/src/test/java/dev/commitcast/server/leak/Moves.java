package dev.commitcast.server.leak;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * One writer: random changes of rows, of their rooms and of memberships, some to a transaction, as
 * quickly as the database takes them. Messages and bookings are its own, memberships everybody's.
 */
final class Moves implements AutoCloseable {
  private static final int MOST_ROWS = 300;

  /** Broken by two writers who meet at a membership: a key, a lock that closes a circle. */
  private static final Set<String> COLLISIONS = Set.of("23505", "40P01", "40001");

  private final Cast cast;
  private final Connection connection;
  private final Figures figures;
  private final Random random;
  private final int number;
  private List<String> messages = new ArrayList<>();
  private List<String> bookings = new ArrayList<>();
  private long next;

  Moves(Cast cast, Connection connection, Figures figures, int number, long seed)
      throws SQLException {
    this.cast = cast;
    this.connection = connection;
    this.figures = figures;
    this.number = number;
    this.random = new Random(seed);
    connection.setAutoCommit(false);
  }

  void run(BooleanSupplier goesOn) throws SQLException {
    while (goesOn.getAsBoolean()) {
      transaction();
    }
  }

  private void transaction() throws SQLException {
    List<String> messagesBefore = new ArrayList<>(messages);
    List<String> bookingsBefore = new ArrayList<>(bookings);
    Figures made = new Figures();
    try {
      int size = random.nextInt(20) == 0 ? 40 : 1 + random.nextInt(4);
      for (int i = 0; i < size; i++) {
        change(made);
      }
      if (random.nextInt(30) == 0) {
        connection.rollback();
        throw new SQLException("A writer thinks better of it.", "40001");
      }
      connection.commit();
      for (String name :
          List.of("joins", "leaves", "memberships moved", "messages moved", "bookings moved")) {
        figures.count(name, made.of(name));
      }
    } catch (SQLException e) {
      connection.rollback();
      messages = messagesBefore;
      bookings = bookingsBefore;
      if (!COLLISIONS.contains(e.getSQLState())) {
        throw e;
      }
    }
  }

  private void change(Figures made) throws SQLException {
    int dice = random.nextInt(100);
    if (dice < 52) {
      message(dice, made);
    } else if (dice < 72) {
      booking(dice - 52, made);
    } else if (dice < 88) {
      membership(dice - 72, made);
    } else if (dice < 93) {
      execute(
          "INSERT INTO public.user_status (user_id, status) VALUES (?, ?)"
              + " ON CONFLICT (user_id) DO UPDATE SET status = excluded.status",
          // of its own users, lest writers wait for each other in circles
          cast.users.get(random.nextInt(cast.users.size() / 4) * 4 + number % 4),
          random.nextBoolean() ? "online" : "away");
    } else {
      append();
    }
  }

  private void message(int dice, Figures made) throws SQLException {
    if (dice < 25 && messages.size() < MOST_ROWS || messages.isEmpty()) {
      String id = id("01JZMSG");
      messages.add(id);
      execute(
          "INSERT INTO public.messages (id, channel_id, user_id, content) VALUES (?, ?, ?, ?)",
          id,
          channel(),
          user(),
          "said by " + number);
    } else if (dice < 33) {
      execute(
          "UPDATE public.messages SET content = ? WHERE id = ?", "again " + next++, any(messages));
    } else if (dice < 43) {
      execute("UPDATE public.messages SET channel_id = ? WHERE id = ?", channel(), any(messages));
      made.count("messages moved");
    } else if (dice < 48) {
      execute(
          "INSERT INTO public.reactions (id, message_id, user_id, emoji) VALUES (?, ?, ?, 'x')"
              + " ON CONFLICT DO NOTHING",
          id("01JZREA"),
          any(messages),
          user());
    } else {
      execute(
          "DELETE FROM public.messages WHERE id = ?",
          messages.remove(random.nextInt(messages.size())));
    }
  }

  private void booking(int dice, Figures made) throws SQLException {
    if (dice < 8 && bookings.size() < MOST_ROWS || bookings.isEmpty()) {
      String id = id("01JZBKG");
      bookings.add(id);
      execute(
          "INSERT INTO public.bookings"
              + " (id, merchant_id, customer_name, service, starts_at, ends_at)"
              + " VALUES (?, ?, 'Ada', 'cut', now(), now() + interval '1 hour')",
          id,
          any(cast.merchants));
    } else if (dice < 12) {
      execute(
          "UPDATE public.bookings SET status = CASE status WHEN 'pending' THEN 'confirmed'"
              + " ELSE 'pending' END WHERE id = ?",
          any(bookings));
    } else if (dice < 17) {
      execute(
          "UPDATE public.bookings SET merchant_id = ?, status = ? WHERE id = ?",
          any(cast.merchants),
          random.nextBoolean() ? "pending" : "confirmed",
          any(bookings));
      made.count("bookings moved");
    } else {
      execute(
          "DELETE FROM public.bookings WHERE id = ?",
          bookings.remove(random.nextInt(bookings.size())));
    }
  }

  private void membership(int dice, Figures made) throws SQLException {
    if (dice < 6) {
      made.count(
          "joins",
          execute(
              "INSERT INTO public.channel_members (channel_id, user_id) VALUES (?, ?)"
                  + " ON CONFLICT DO NOTHING",
              channel(),
              user()));
    } else if (dice < 12) {
      made.count(
          "leaves",
          execute(
              "DELETE FROM public.channel_members WHERE ctid = (SELECT ctid"
                  + " FROM public.channel_members WHERE user_id = ? LIMIT 1)",
              user()));
    } else if (dice < 14) {
      made.count(
          "memberships moved",
          execute(
              "UPDATE public.channel_members SET channel_id = ? WHERE channel_id = ? AND user_id = ?",
              channel(),
              channel(),
              user()));
    } else if (dice < 15) {
      made.count(
          "memberships moved",
          execute(
              "UPDATE public.channel_members SET user_id = ? WHERE channel_id = ? AND user_id = ?",
              user(),
              channel(),
              user()));
    } else {
      execute(
          "UPDATE public.channel_members SET role = CASE role WHEN 'guest' THEN 'member'"
              + " ELSE 'guest' END WHERE channel_id = ? AND user_id = ?",
          channel(),
          user());
    }
  }

  private void append() throws SQLException {
    String[] rooms = {
      "channel:" + channel(), "merchant:" + any(cast.merchants), "user:" + user(), "users", null
    };
    // streams of its own: two writers of one stream wait for each other
    execute(
        "SELECT * FROM commitcast.append(?, 'noted', '{\"n\": 1}', room => ?)",
        "notes:" + number + "-" + random.nextInt(20),
        rooms[random.nextInt(rooms.length)]);
  }

  private int execute(String sql, String... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      statement.execute();
      return Math.max(0, statement.getUpdateCount());
    }
  }

  private String channel() {
    return any(cast.channels);
  }

  private String user() {
    return any(cast.users);
  }

  private String any(List<String> all) {
    return all.get(random.nextInt(all.size()));
  }

  private String id(String prefix) {
    return prefix + number + String.format("%018d", next++);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
