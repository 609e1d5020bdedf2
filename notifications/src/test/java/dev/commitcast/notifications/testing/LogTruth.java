package dev.commitcast.notifications.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;

/** Compares the log with what {@link Writers} committed. Stateless. */
public final class LogTruth {
  private LogTruth() {}

  /** Dense from 1; exactly what was committed; whole transactions; streams in their own order. */
  public static void holds(LogDatabase database) throws SQLException {
    assertThat(database.pending()).as("events left in the inbox").isZero();
    assertThat(
            database.number("SELECT count(*) - coalesce(max(version), 0) FROM commitcast.events"))
        .as("gaps")
        .isZero();
    assertThat(
            database.rows(
                "SELECT mark FROM public.truth EXCEPT ALL"
                    + " SELECT data ->> 'mark' FROM commitcast.events"))
        .as("committed and not in the log")
        .isEmpty();
    assertThat(
            database.rows(
                "SELECT data ->> 'mark' FROM commitcast.events EXCEPT ALL"
                    + " SELECT mark FROM public.truth"))
        .as("in the log and not committed, or twice")
        .isEmpty();
    assertThat(
            database.rows(
                "SELECT tx FROM commitcast.events GROUP BY tx"
                    + " HAVING max(version) - min(version) + 1 <> count(*)"
                    + " OR count(*) FILTER (WHERE tx_last) <> 1"
                    + " OR max(version) FILTER (WHERE tx_last) <> max(version)"))
        .as("transactions that do not stand together")
        .isEmpty();
    assertThat(
            database.rows(
                "SELECT aggregate_id, stream_version FROM (SELECT aggregate_id, stream_version,"
                    + " row_number() OVER (PARTITION BY aggregate_id ORDER BY version) AS place"
                    + " FROM commitcast.events WHERE stream_version IS NOT NULL) AS s"
                    + " WHERE stream_version <> place"))
        .as("streams that are not in their own order")
        .isEmpty();
  }
}
