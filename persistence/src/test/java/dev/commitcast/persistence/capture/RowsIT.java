package dev.commitcast.persistence.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every way in which rows change is captured, once, with the right row before. */
@Timeout(120)
class RowsIT {
  private static WatchedDatabase database;

  @BeforeAll
  static void migrate() throws SQLException {
    database = new WatchedDatabase();
  }

  @AfterAll
  static void close() throws SQLException {
    database.close();
  }

  @BeforeEach
  void aWatchedTable() throws SQLException {
    database.execute(
        "CREATE TABLE public.t (id int PRIMARY KEY, n int)",
        "SELECT commitcast.watch('t', 't')",
        "INSERT INTO t SELECT i, i FROM generate_series(1, 5) AS i");
    assertThat(database.captured()).hasSize(5);
  }

  @AfterEach
  void dropIt() throws SQLException {
    database.execute("DROP TABLE t CASCADE");
    database.captured();
  }

  @Test
  void manyRowsInOneStatementEachWithItsOwnPast() throws SQLException {
    database.execute("UPDATE t SET n = n * 10");

    assertThat(database.captured())
        .extracting(Captured::stream, event -> numbers(event.data()))
        .containsExactlyInAnyOrder(
            tuple("t:1", "1 10 1"),
            tuple("t:2", "2 20 2"),
            tuple("t:3", "3 30 3"),
            tuple("t:4", "4 40 4"),
            tuple("t:5", "5 50 5"));
  }

  @Test
  void primaryKeysThatChangePlaces() throws SQLException {
    database.execute(
        "ALTER TABLE t DROP CONSTRAINT t_pkey, ADD PRIMARY KEY (id) DEFERRABLE",
        "UPDATE t SET id = 6 - id");

    assertThat(database.captured())
        .extracting(Captured::stream, event -> numbers(event.data()))
        .containsExactlyInAnyOrder(
            tuple("t:5", "1 1 5"),
            tuple("t:4", "2 2 4"),
            tuple("t:3", "3 3"),
            tuple("t:2", "4 4 2"),
            tuple("t:1", "5 5 1"));
  }

  @Test
  void insertOnConflictIsWhatItDid() throws SQLException {
    database.execute(
        "INSERT INTO t VALUES (5, 7), (6, 7) ON CONFLICT (id) DO UPDATE SET n = excluded.n",
        "INSERT INTO t VALUES (6, 8), (7, 8) ON CONFLICT DO NOTHING");

    assertThat(database.captured())
        .extracting(Captured::stream, Captured::operation)
        .containsExactly(tuple("t:5", "UPDATE"), tuple("t:6", "INSERT"), tuple("t:7", "INSERT"));
  }

  @Test
  void mergeIsWhatItDid() throws SQLException {
    database.execute(
        "MERGE INTO t USING (VALUES (1), (2), (9)) AS v (id) ON t.id = v.id"
            + " WHEN MATCHED AND t.id = 1 THEN DELETE"
            + " WHEN MATCHED THEN UPDATE SET n = 0"
            + " WHEN NOT MATCHED THEN INSERT VALUES (v.id, 9)");

    assertThat(database.captured())
        .extracting(Captured::stream, Captured::operation)
        .containsExactlyInAnyOrder(
            tuple("t:1", "DELETE"), tuple("t:2", "UPDATE"), tuple("t:9", "INSERT"));
  }

  @Test
  void statementsWithinAStatementAreCapturedToo() throws SQLException {
    database.execute(
        "WITH gone AS (DELETE FROM t WHERE id < 3 RETURNING *),"
            + " moved AS (INSERT INTO t SELECT id + 10, n FROM gone RETURNING *),"
            + " kept AS (UPDATE t SET n = -n WHERE id = 4)"
            + " SELECT * FROM moved");

    assertThat(database.captured())
        .extracting(Captured::stream, Captured::operation)
        .containsExactlyInAnyOrder(
            tuple("t:1", "DELETE"),
            tuple("t:2", "DELETE"),
            tuple("t:11", "INSERT"),
            tuple("t:12", "INSERT"),
            tuple("t:4", "UPDATE"));
  }

  @Test
  void whatASavepointTookBackIsNoEvent() throws SQLException {
    database.execute(
        "BEGIN",
        "UPDATE t SET n = 0 WHERE id = 1",
        "SAVEPOINT s",
        "UPDATE t SET n = 0 WHERE id = 2",
        "ROLLBACK TO s",
        "UPDATE t SET n = 0 WHERE id = 3",
        "COMMIT");

    assertThat(database.captured()).extracting(Captured::stream).containsExactly("t:1", "t:3");
  }

  @Test
  void truncateThroughAnotherTableIsCapturedToo() throws SQLException {
    database.execute(
        "CREATE TABLE public.child (id int PRIMARY KEY, t int REFERENCES t)",
        "SELECT commitcast.watch('child', 'child')",
        "TRUNCATE t CASCADE");

    assertThat(database.captured())
        .extracting(Captured::stream, Captured::operation)
        .containsExactlyInAnyOrder(tuple("t", "TRUNCATE"), tuple("child", "TRUNCATE"));
    database.execute("DROP TABLE child");
  }

  @Test
  void aParentStandsBeforeTheChildrenThatAForeignKeyTakesWithIt() throws SQLException {
    database.execute(
        "CREATE TABLE public.child (id int PRIMARY KEY, t int REFERENCES t ON DELETE CASCADE)",
        "SELECT commitcast.watch('child', 'child')",
        "INSERT INTO child VALUES (1, 1), (2, 1), (3, 2)");
    database.captured();

    database.execute("DELETE FROM t WHERE id < 3");

    assertThat(database.captured())
        .extracting(Captured::stream)
        .containsExactly("t:1", "t:2", "child:1", "child:2", "child:3");
    database.execute("DROP TABLE child");
  }

  @Test
  void rowsOfPartitionsAreCapturedHoweverTheyAreWritten() throws SQLException {
    database.execute(
        "CREATE TABLE public.parts (id int PRIMARY KEY, n int) PARTITION BY RANGE (id)",
        "CREATE TABLE public.low PARTITION OF parts FOR VALUES FROM (0) TO (10)",
        "SELECT commitcast.watch('parts', 'parts')",
        "CREATE TABLE public.high PARTITION OF parts FOR VALUES FROM (10) TO (20)",
        "CREATE TABLE public.late (n int, dropped int, id int PRIMARY KEY)",
        "ALTER TABLE late DROP COLUMN dropped",
        "ALTER TABLE parts ATTACH PARTITION late FOR VALUES FROM (20) TO (30)",
        "INSERT INTO parts VALUES (1, 1), (11, 1), (21, 1)",
        "INSERT INTO low VALUES (2, 1)",
        "UPDATE late SET n = 2",
        "UPDATE parts SET id = 12 WHERE id = 2",
        "DELETE FROM high WHERE id = 11",
        "TRUNCATE parts");

    assertThat(database.captured())
        .extracting(Captured::stream, Captured::operation)
        .containsExactly(
            tuple("parts:1", "INSERT"),
            tuple("parts:11", "INSERT"),
            tuple("parts:21", "INSERT"),
            tuple("parts:2", "INSERT"),
            tuple("parts:21", "UPDATE"),
            tuple("parts:2", "DELETE"),
            tuple("parts:12", "INSERT"),
            tuple("parts:11", "DELETE"),
            tuple("parts", "TRUNCATE"));
    assertThat(database.askOne("SELECT commitcast.unwatch('parts')")).isEqualTo("1");
    database.execute("INSERT INTO parts VALUES (1, 1), (21, 1)");
    assertThat(database.captured()).isEmpty();
    database.execute("DROP TABLE parts");
  }

  @Test
  void copyIsCaptured() throws Exception {
    database
        .session()
        .unwrap(org.postgresql.PGConnection.class)
        .getCopyAPI()
        .copyIn("COPY t FROM STDIN", new java.io.StringReader("10\t1\n11\t\\N\n"));

    assertThat(database.captured()).extracting(Captured::stream).containsExactly("t:10", "t:11");
  }

  @Test
  void whatABeforeTriggerMadeOfTheRowIsCaptured() throws SQLException {
    database.execute(
        "CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS"
            + " $$ BEGIN NEW.n := 99; RETURN NEW; END $$",
        "CREATE TRIGGER touch BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch()",
        "UPDATE t SET id = id WHERE id = 1");

    assertThat(database.captured())
        .extracting(Captured::data)
        .containsExactly(
            "{\"old\": {\"n\": 1}, \"record\": {\"n\": 99, \"id\": 1}, \"changed\": [\"n\"],"
                + " \"operation\": \"UPDATE\"}");
    database.execute("DROP FUNCTION touch() CASCADE");
  }

  /** The numbers in an event's data: old, then record, as jsonb orders keys. */
  private static String numbers(String data) {
    return data.replaceAll("[^0-9]+", " ").strip();
  }
}
