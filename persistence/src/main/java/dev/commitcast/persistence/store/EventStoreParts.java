package dev.commitcast.persistence.store;

import dev.commitcast.domain.ulid.UlidGenerator;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.config.Settings;
import dev.commitcast.persistence.sql.OneTransaction;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;

/** Gives the application its one store, over the server's pool and in its transactions. */
@ApplicationScoped
public class EventStoreParts {
  @Resource(lookup = "jdbc/commitcast")
  DataSource source;

  @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
  TransactionSynchronizationRegistry registry;

  @Produces
  @Singleton
  EventAppender appender(Config config, @Any Instance<AppendParticipant> participants) {
    UlidGenerator ulids = new UlidGenerator(Clock.systemUTC(), new SecureRandom());
    return new EventAppender(
        source,
        schemas(config),
        () -> ulids.next().toString(),
        participants.stream().toList(),
        new OneTransaction(() -> registry.getTransactionStatus() != Status.STATUS_NO_TRANSACTION));
  }

  @Produces
  @Singleton
  StreamCatalogue catalogue(Config config) {
    return new StreamCatalogue(source, schemas(config));
  }

  private static SchemaNames schemas(Config config) {
    return SchemaNames.from(Settings.of(config));
  }
}
