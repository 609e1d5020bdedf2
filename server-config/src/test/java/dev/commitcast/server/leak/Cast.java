package dev.commitcast.server.leak;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The users, channels and merchants, and the token that each user holds now. Thread-safe. */
final class Cast {
  static final String OPERATOR = "the-operator";

  /** The ids in the names of rooms, wherever they appear. */
  static final Pattern ROOM_ID = Pattern.compile("01JZ(?:CHAN|MERC)[0-9]{18}");

  private static final int SHORT_LIFE_SECONDS = 6;

  final List<String> users = ids("01JZVSER", 50);
  final List<String> channels = ids("01JZCHAN", 20);
  final List<String> merchants = ids("01JZMERC", 10);

  private final TestIssuer issuer;
  private final Map<String, Badge> badges = new ConcurrentHashMap<>();
  private final AtomicInteger issued = new AtomicInteger();
  private final Random random;

  Cast(TestIssuer issuer, long seed) {
    this.issuer = issuer;
    this.random = new Random(seed);
  }

  private static List<String> ids(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + String.format("%018d", i)).toList();
  }

  /** Writes them into the database; each user is in some channels. */
  void settle(Connection connection) throws SQLException {
    try (PreparedStatement user =
            connection.prepareStatement(
                "INSERT INTO public.users (id, auth0_id, email, username) VALUES (?, ?, ?, ?)");
        PreparedStatement channel =
            connection.prepareStatement("INSERT INTO public.channels (id, name) VALUES (?, ?)");
        PreparedStatement merchant =
            connection.prepareStatement("INSERT INTO public.merchants (id, name) VALUES (?, ?)");
        PreparedStatement member =
            connection.prepareStatement(
                "INSERT INTO public.channel_members (channel_id, user_id) VALUES (?, ?)")) {
      for (String id : users) {
        add(user, id, id, id + "@example.com", id);
      }
      for (String id : channels) {
        add(channel, id, id);
      }
      for (String id : merchants) {
        add(merchant, id, id);
      }
      for (String id : users) {
        for (String of : channels) {
          if (random.nextInt(10) < 3) {
            add(member, of, id);
          }
        }
      }
    }
  }

  private static void add(PreparedStatement statement, String... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setString(i + 1, values[i]);
    }
    statement.executeUpdate();
  }

  /** The token with which a user comes now. */
  Badge badge(String user) {
    return badges.compute(
        user, (key, held) -> held == null || held.isExpired() ? issue(user) : held);
  }

  /** After one was refused. */
  void renew(Badge refused) {
    badges.computeIfPresent(
        refused.user(),
        (user, held) -> held.id().equals(refused.id()) ? issue(refused.user()) : held);
  }

  private Badge issue(String user) {
    int number = issued.incrementAndGet();
    // a revocation of all older tokens must not concern this one, and a token has whole seconds
    Instant from = Instant.now().plusSeconds(1).truncatedTo(ChronoUnit.SECONDS);
    boolean operator = user.equals(OPERATOR);
    boolean brief = !operator && number % 15 == 0;
    Instant until = from.plusSeconds(brief ? SHORT_LIFE_SECONDS : 3_600);
    String id = "token-" + number;
    Set<String> rooms = new HashSet<>(Set.of("users", "user:" + user));
    JsonObjectBuilder claims =
        Json.createObjectBuilder()
            .add("iss", TestIssuer.ISSUER)
            .add("aud", TestIssuer.AUDIENCE)
            .add("sub", user)
            .add("jti", id)
            .add("iat", from.getEpochSecond())
            .add("exp", until.getEpochSecond())
            .add("groups", Json.createArrayBuilder().add(operator ? "operator" : "reader"));
    int place = users.indexOf(user);
    if (place % 5 != 4) {
      // another one with each token
      String merchant = merchants.get((place + number) % merchants.size());
      claims.add("merchantId", merchant);
      rooms.add("merchant:" + merchant);
    }
    if (place % 5 == 3) {
      String also = "merchant:" + merchants.get(place % merchants.size());
      claims.add("rooms", Json.createArrayBuilder().add(also));
      rooms.add(also);
    }
    return new Badge(user, id, from, until, issuer.sign(claims.build()), rooms, operator);
  }
}
