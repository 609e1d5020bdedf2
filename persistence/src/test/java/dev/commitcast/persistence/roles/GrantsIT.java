package dev.commitcast.persistence.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.commitcast.persistence.config.SchemaNames;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.util.PSQLException;

/** How rights are given and taken. Each test spoils a database of its own. */
@Timeout(120)
class GrantsIT {
  private static final SchemaNames NAMES = new SchemaNames("shop", "shop_log");

  private RolesDatabase database;

  @BeforeEach
  void open() throws SQLException {
    database = new RolesDatabase(NAMES);
  }

  @AfterEach
  void close() throws SQLException {
    database.close();
  }

  @Test
  void whatWasGivenIsTakenBackWithoutATrace() throws SQLException {
    RolesDatabase.run(
        database.owner,
        "SELECT " + database.revoke("application", database.application),
        "SELECT " + database.revoke("reader", database.reader));

    try (Connection superuser = database.superuser()) {
      // refused as long as any right is left
      for (String role : List.of(database.application, database.reader)) {
        RolesDatabase.run(superuser, "DROP ROLE " + RolesDatabase.quoted(role));
        RolesDatabase.run(superuser, "CREATE ROLE " + RolesDatabase.quoted(role));
      }
    }
  }

  @Test
  void aReaderBecomesAnApplicationAndNotTheOtherWayRound() throws SQLException {
    RolesDatabase.run(database.owner, "SELECT " + database.grant("application", database.reader));
    assertThat(markedAs("is_application")).containsExactly(database.application, database.reader);
    assertThat(markedAs("is_reader")).isEmpty();

    assertRefused(
        "SELECT " + database.grant("reader", database.application),
        "42710",
        "is an application and reads already");
  }

  @Test
  void refusesRolesThatItCannotGiveTo() throws SQLException {
    assertRefused(
        "SELECT shop_log.grant_application('nobody at all')",
        "42704",
        "There is no role \"nobody at all\"",
        "CREATE ROLE \"nobody at all\" LOGIN");
    assertRefused("SELECT shop_log.grant_reader(NULL)", "42704", "There is no role");
    assertRefused("SELECT shop_log.revoke_reader('nobody')", "42704", "There is no role");
    assertRefused("SELECT shop_log.grant_application('commitcast')", "22023", "owns the log");
    try (Connection session = database.as(database.application)) {
      SQLException refusal =
          catchThrowableOfType(
              SQLException.class,
              () -> RolesDatabase.run(session, "SELECT shop_log.grant_reader('commitcast')"));
      assertThat(refusal.getSQLState()).isEqualTo("42501");
      assertThat((Throwable) refusal)
          .hasMessageContaining("may not give or take rights on the log");
    }
  }

  @Test
  void aRoleThatCannotBeFoundEndsTheMigrationWithASentence() throws SQLException {
    try (Connection superuser = database.superuser()) {
      RolesDatabase.run(
          superuser,
          "DROP OWNED BY " + RolesDatabase.quoted(database.application),
          "DROP ROLE " + RolesDatabase.quoted(database.application));
      try {
        assertThatThrownBy(() -> database.migration().migrate())
            .hasMessageContaining("There is no role \"" + database.application + "\"");
      } finally {
        RolesDatabase.run(superuser, "CREATE ROLE " + RolesDatabase.quoted(database.application));
      }
    }
  }

  @Test
  void aRollBackTakesTheRightsAndAMigrationGivesThemAgain() throws SQLException {
    database.migration().rollBack(8);
    try (Connection session = database.as(database.application)) {
      assertThatThrownBy(() -> RolesDatabase.run(session, "SELECT * FROM shop.messages"))
          .hasMessageContaining("permission denied");
    }

    database.migration().migrate();

    try (Connection session = database.as(database.application)) {
      RolesDatabase.run(session, "SELECT shop_log.append('account:1', 'deposited', '{}')");
    }
  }

  private List<String> markedAs(String marker) throws SQLException {
    return RolesDatabase.ask(
        database.owner, "SELECT shop_log.roles_marked('shop_log." + marker + "()')");
  }

  private void assertRefused(String sql, String state, String... words) {
    PSQLException refusal =
        catchThrowableOfType(PSQLException.class, () -> RolesDatabase.run(database.owner, sql));
    assertThat(refusal.getSQLState()).as(refusal.getMessage()).isEqualTo(state);
    assertThat(refusal.getServerErrorMessage().toString()).contains(words);
  }
}
