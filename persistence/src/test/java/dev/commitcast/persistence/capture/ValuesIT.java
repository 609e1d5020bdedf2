package dev.commitcast.persistence.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * An event's record gives back the very row, whatever the writer's session is set to. The oracle is
 * the row itself: the record read as a row of the table must equal it in every stored bit.
 */
@Timeout(120)
class ValuesIT {
  private static final List<String> ODD_SETTINGS =
      List.of(
          "SET TimeZone = 'Asia/Kathmandu'",
          // the driver insists on ISO; dates in another style are written by oddly()
          "SET DateStyle = 'ISO, DMY'",
          "SET IntervalStyle = 'sql_standard'",
          "SET bytea_output = 'escape'",
          "SET extra_float_digits = -10",
          "SET search_path = pg_temp, public");

  private static WatchedDatabase database;
  private Connection odd;

  @BeforeAll
  static void aTableOfEveryType() throws SQLException {
    database = new WatchedDatabase();
    database.execute(
        "CREATE TYPE public.mood AS ENUM ('sad', 'it''s ok')",
        "CREATE DOMAIN public.positive AS int CHECK (VALUE > 0)",
        "CREATE DOMAIN public.moments AS timestamptz[]",
        "CREATE TYPE public.pair AS (at timestamptz, span interval, f float8, b bytea)",
        "CREATE TABLE public.everything ("
            + "id bigint PRIMARY KEY, yes bool, small int2, medium int4, amount numeric,"
            + " cents numeric(20,4), f4 float4, f8 float8, cash money, txt text, vc varchar(20),"
            + " ch char(5), single \"char\", nm name, raw bytea, u uuid, d date, t time, tz timetz,"
            + " ts timestamp, at timestamptz, span interval, doc jsonb, ip inet, net cidr,"
            + " mac macaddr, bits bit varying(9), pt point, bx box, rng int4range,"
            + " days daterange, period tstzrange, periods tstzmultirange, words tsvector,"
            + " ints int[], texts text[], ats timestamptz[], raws bytea[], floats float8[],"
            + " m mood, p positive, ms moments, cmp pair, cmps pair[], kind regclass, o oid,"
            + " x xid8, made int GENERATED ALWAYS AS (medium + 1) STORED)",
        "SELECT commitcast.watch('everything', 'e')",
        "CREATE FUNCTION public.oddly(statement text) RETURNS void LANGUAGE plpgsql"
            + " SET DateStyle = 'SQL, DMY' AS $$ BEGIN EXECUTE statement; END $$");
  }

  @AfterAll
  static void close() throws SQLException {
    database.close();
  }

  @BeforeEach
  void anOddSession() throws SQLException {
    database.execute("TRUNCATE everything");
    database.captured();
    odd = database.open();
    for (String setting : ODD_SETTINGS) {
      WatchedDatabase.execute(odd, setting);
    }
  }

  @Test
  void everyTypeComesBackUnderOddSettings() throws SQLException {
    WatchedDatabase.execute(
        odd,
        "INSERT INTO everything VALUES ("
            + "9223372036854775807, true, -32768, 2147483646, 'NaN', 1.5000,"
            + " 1.17549435e-38, 2.2250738585072014e-308, 1234.56, E'quote \" '' \\\\ \\n\\t"
            + "\\U0001F600 \\u2028', 'x', 'ab', 'c', 'n', '\\x00ff5c', "
            + "'00000000-0000-0000-0000-00000000abcd', '0044-03-15 BC', '23:59:59.999999',"
            + " '12:00+05:45', '-infinity', '2026-03-29 02:30:00.123456+02',"
            + " '-1 year 2 mons -3 days 04:05:06.789', '{\"a\": [1.50, null, \"x\"]}',"
            + " '::1/128', '10.0.0.0/8', '08:00:2b:01:02:03', B'10101', '(1.1,-0.1)',"
            + " '(3,4),(1,2)', '[1,5)', '(,2026-01-01)',"
            + " '[2026-03-29 02:30+02,infinity)', '{[2026-01-01 00:00+00,2026-01-02 00:00+00)}',"
            + " 'a:1 b:2', '{1,NULL,3}', ARRAY['a,b', NULL, '\"', ''],"
            + " ARRAY['2026-01-01 00:00+09']::timestamptz[], ARRAY['\\x00'::bytea],"
            + " '{1.1,Infinity,NaN}', 'it''s ok', 5, ARRAY['2026-01-01 00:00+09']::moments,"
            + " ROW('2026-01-01 00:00+09', '1 day', 0.1, '\\xff'), ARRAY[ROW('2026-01-01"
            + " 00:00+09', '1 day', 0.1, '\\xff')::pair], 'public.everything', 4294967295,"
            + " '18446744073709551615')",
        "SELECT oddly('INSERT INTO everything (id, at, d, ts, days, period, ats) VALUES (0, now(),"
            + " now(), now(), daterange(current_date, NULL), tstzrange(now(), NULL),"
            + " ARRAY[now()])')",
        "INSERT INTO everything (id, amount, f4, f8, at, ts, d, span) VALUES"
            + " (1, 'Infinity', '-Infinity', 'NaN', 'infinity', 'infinity', 'infinity', '0'),"
            + " (2, 1e-300, 0, -0.0, '0044-03-15 00:00 BC', '0044-03-15 00:00 BC', '-infinity',"
            + "  '178000000 years'),"
            + " (3, 123456789012345678901234567890.1234567890, 3.4028235e38, 0.1,"
            + "  '294276-12-31 23:59:59.999999+00', '294276-12-31 23:59:59.999999',"
            + "  '5874897-12-31', '-178000000 years')");

    assertEveryRecordIsItsRow(5);
  }

  @Test
  void randomRowsComeBackUnderOddSettings() throws SQLException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    try (var statement =
        odd.prepareStatement(
            "INSERT INTO everything (id, f4, f8, amount, txt, at, span, raw, texts, floats)"
                + " VALUES (?, ?, ?, ?, ?, to_timestamp(?), make_interval(secs => ?), ?, ?, ?)")) {
      for (int i = 0; i < 200; i++) {
        statement.setInt(1, i);
        statement.setFloat(2, number(Float.intBitsToFloat(random.nextInt())));
        statement.setDouble(3, number(Double.longBitsToDouble(random.nextLong())));
        statement.setBigDecimal(
            4, new java.math.BigDecimal(new java.math.BigInteger(200, random), random.nextInt(90)));
        statement.setString(5, text(random));
        statement.setDouble(6, random.nextDouble() * 4e9);
        statement.setDouble(7, random.nextDouble() * 4e9 - 2e9);
        byte[] raw = new byte[random.nextInt(40)];
        random.nextBytes(raw);
        statement.setBytes(8, raw);
        statement.setArray(9, odd.createArrayOf("text", new Object[] {text(random), null}));
        statement.setArray(10, odd.createArrayOf("float8", new Object[] {random.nextGaussian()}));
        statement.executeUpdate();
      }
    }

    try {
      assertEveryRecordIsItsRow(200);
    } catch (AssertionError e) {
      throw new AssertionError("seed " + seed, e);
    }
  }

  @Test
  void anUpdateGivesBackTheRowBeforeAndTheRowAfter() throws SQLException {
    database.execute(
        "CREATE TABLE public.was (LIKE everything)",
        "INSERT INTO everything (id, f8, cents, span, at, raw, doc) VALUES (1, 0.1, 1.5, '1 day',"
            + " now(), '\\x01', '{\"a\": 1}'), (2, 2, 2, '2 days', now(), '\\x02', NULL)",
        "INSERT INTO was SELECT * FROM everything");
    database.captured();

    WatchedDatabase.execute(
        odd,
        "UPDATE everything SET f8 = f8 / 3, cents = NULL, span = -span, at = at + '1 us', raw ="
            + " raw || '\\x00'::bytea, doc = '[]', medium = 3");

    assertEveryRecordIsItsRow(2);
    database.execute("DELETE FROM everything");
    assertThat(
            database.askOne(
                "SELECT count(*) FROM was AS w JOIN commitcast.pending_events AS p"
                    + " ON p.aggregate_id = 'everything:' || w.id"
                    + " WHERE p.data ->> 'operation' = 'UPDATE' AND"
                    + " record_image_eq(w, jsonb_populate_record(NULL::was,"
                    + " (p.data -> 'record') || (p.data -> 'old')))"))
        .isEqualTo("2");
    assertThat(
            database.ask(
                "SELECT DISTINCT data ->> 'changed' FROM commitcast.pending_events"
                    + " WHERE data ->> 'operation' = 'UPDATE'"))
        .hasSize(1)
        .allSatisfy(
            changed ->
                assertThat(changed).contains("f8", "cents", "span", "at", "raw", "doc", "made"));
  }

  @Test
  void largeAndOddTextsComeBack() throws SQLException {
    database.ask(
        "INSERT INTO everything (id, txt, raw) VALUES (1, ?, ?) RETURNING id",
        "line\n\r\t\u0001 \"quoted\" \\ \uD83D\uDE00 é ".repeat(40_000),
        new byte[1_000_000]);
    database.execute("UPDATE everything SET txt = txt || 'x'");

    assertThat(
            database.askOne(
                "SELECT count(*) FROM commitcast.pending_events WHERE jsonb_exists(data, 'incomplete')"))
        .isEqualTo("0");
    assertThat(
            database.askOne(
                "SELECT count(*) FROM everything AS e JOIN commitcast.pending_events AS p"
                    + " ON p.data -> 'record' ->> 'txt' = e.txt"
                    + " AND p.data ->> 'operation' = 'UPDATE'"
                    + " AND (p.data -> 'record' ->> 'raw')::bytea = e.raw"))
        .isEqualTo("1");
  }

  @Test
  void aTableOfManyColumnsIsCapturedWhole() throws SQLException {
    StringBuilder columns = new StringBuilder("id int PRIMARY KEY");
    for (int i = 0; i < 400; i++) {
      columns.append(", c").append(i).append(" int DEFAULT ").append(i);
    }
    database.execute(
        "CREATE TABLE public.wide (" + columns + ")",
        "SELECT commitcast.watch('wide', 'w')",
        "INSERT INTO wide (id) VALUES (1)",
        "UPDATE wide SET c399 = 0");

    assertThat(
            database.ask(
                "SELECT count(*) FROM commitcast.pending_events AS p, wide AS w,"
                    + " jsonb_object_keys(p.data -> 'record')"
                    + " WHERE p.aggregate_id = 'wide:1' GROUP BY p.seq ORDER BY p.seq"))
        .containsExactly("401", "401");
    assertThat(database.captured().get(1).data()).contains("\"changed\": [\"c399\"]");
  }

  private static void assertEveryRecordIsItsRow(int rows) throws SQLException {
    assertThat(
            database.ask(
                "SELECT p.data ->> 'record' FROM commitcast.pending_events AS p"
                    + " WHERE NOT EXISTS (SELECT FROM everything AS e WHERE"
                    + " record_image_eq(e, jsonb_populate_record(NULL::everything,"
                    + " p.data -> 'record')))"))
        .as("records that are not a row of the table")
        .isEmpty();
    assertThat(database.askOne("SELECT count(*) FROM commitcast.pending_events"))
        .isEqualTo(String.valueOf(rows));
  }

  /** One NaN alone: text knows no others. */
  private static float number(float any) {
    return Float.isNaN(any) ? Float.NaN : any;
  }

  private static double number(double any) {
    return Double.isNaN(any) ? Double.NaN : any;
  }

  private static String text(Random random) {
    return random
        .ints(random.nextInt(30), 1, 0x11000)
        .filter(c -> c < 0xD800 || c > 0xDFFF)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
