package dev.commitcast.persistence.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The smallest pool: one connection, whose closing leaves it open for the next. */
record OneConnection(Connection connection) {
  DataSource source() {
    Connection lent =
        (Connection)
            Proxy.newProxyInstance(
                OneConnection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("close")) {
                    return null;
                  }
                  try {
                    return method.invoke(connection, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    return (DataSource)
        Proxy.newProxyInstance(
            OneConnection.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> lent);
  }

  /** The next user finds the pool's own role, no settings, and no transaction. */
  void assertUntouched() throws SQLException {
    assertThat(connection.getAutoCommit()).isTrue();
    assertThat(connection.isReadOnly()).isFalse();
    assertThat(
            GuardedDatabase.ask(
                connection,
                """
                SELECT current_user || current_setting('role')
                    || coalesce(current_setting('commitcast.caller', true), '')
                    || coalesce(current_setting('commitcast.rooms', true), '')
                    || coalesce(current_setting('commitcast.room_prefixes', true), '')
                    || current_setting('transaction_read_only')
                """))
        .containsExactly("commitcastnoneoff");
  }
}
