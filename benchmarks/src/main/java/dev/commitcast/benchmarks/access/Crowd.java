package dev.commitcast.benchmarks.access;

import dev.commitcast.benchmarks.node.SequencerUnderTest;
import dev.commitcast.domain.access.Caller;
import dev.commitcast.domain.access.Role;
import dev.commitcast.localpostgres.LocalPostgres;
import dev.commitcast.notifications.access.Access;
import dev.commitcast.notifications.access.AccessControl;
import dev.commitcast.notifications.access.ChannelGrants;
import dev.commitcast.notifications.access.ClaimGrants;
import dev.commitcast.persistence.access.Memberships;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.log.EventLog;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.postgresql.ds.PGSimpleDataSource;

/** Users of a chat in a database, each a member of one channel, and what they may see. */
final class Crowd {
  private final LocalPostgres postgres;
  private final EventLog log;
  private final AccessControl control;
  private final int users;
  private final int channels;

  Crowd(LocalPostgres postgres, int users, int channels) {
    this.postgres = postgres;
    this.users = users;
    this.channels = channels;
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {postgres.host()});
    source.setPortNumbers(new int[] {postgres.port()});
    source.setDatabaseName(LocalPostgres.DATABASE);
    source.setUser(LocalPostgres.OWNER);
    source.setPassword(LocalPostgres.OWNER_PASSWORD);
    this.log = new EventLog(source, SchemaNames.DEFAULT);
    this.control =
        new AccessControl(
            source,
            log,
            List.of(
                new ClaimGrants(Set.of("users")),
                new ChannelGrants(new Memberships(SchemaNames.DEFAULT))),
            () -> {});
  }

  /** Writes them, and waits until the log has them all. */
  void settle() throws SQLException, InterruptedException {
    try (SequencerUnderTest sequencer = SequencerUnderTest.start(postgres.database());
        Connection connection = postgres.connection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO public.users (id, auth0_id, email, username)"
              + " SELECT u, u, u || '@example.com', u"
              + " FROM (SELECT '01JZVSER' || lpad(n::text, 18, '0') AS u"
              + "       FROM generate_series(0, 4999) AS n) AS all_users");
      statement.execute(
          "INSERT INTO public.channels (id, name)"
              + " SELECT '01JZCHAN' || lpad(n::text, 18, '0'), 'channel ' || n"
              + " FROM generate_series(0, 999) AS n");
      for (int i = 0; i < users; i++) {
        statement.execute(
            String.format(
                "INSERT INTO public.channel_members (channel_id, user_id) VALUES ('%s', '%s')",
                channel(i % channels), user(i)));
      }
      while (log.state().head() < users) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
  }

  static String user(int number) {
    return String.format("01JZVSER%018d", number);
  }

  static String channel(int number) {
    return String.format("01JZCHAN%018d", number);
  }

  /** The room of a user's channel. */
  String roomOf(int user) {
    return room(user % channels);
  }

  static String room(int channel) {
    return "channel:" + channel(channel);
  }

  Access access(int user) {
    return control.of(Caller.withoutToken(user(user), Set.of(Role.READER)));
  }

  AccessControl control() {
    return control;
  }

  EventLog log() {
    return log;
  }

  int users() {
    return users;
  }

  int channels() {
    return channels;
  }
}
