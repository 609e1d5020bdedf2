package dev.commitcast.persistence.subscription;

import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.persistence.config.SchemaNames;
import dev.commitcast.persistence.log.FilterParameters;
import dev.commitcast.persistence.sql.SqlFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Looks at events without their payload: enough to tell what a partition still has before it. */
public final class EventPlaces {
  /**
   * Where one event stands. Immutable.
   *
   * @param age by the server's clock, which may have been set back since
   */
  public record Place(long version, String stream, Duration age) {}

  private final DataSource source;
  private final String sql;

  public EventPlaces(DataSource source, SchemaNames schemas) {
    this.source = source;
    this.sql = SqlFile.load(EventPlaces.class, "places.sql", schemas);
  }

  /** The first that match after one version and up to another. */
  public List<Place> find(EventFilter filter, long after, long upTo, int most) {
    try (Connection connection = source.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, after);
      statement.setLong(2, upTo);
      int next = FilterParameters.bind(connection, statement, 3, filter);
      statement.setInt(next, most);
      try (ResultSet rows = statement.executeQuery()) {
        List<Place> places = new ArrayList<>();
        while (rows.next()) {
          places.add(
              new Place(
                  rows.getLong("version"),
                  rows.getString("aggregate_id"),
                  Duration.ofMillis(rows.getLong("age"))));
        }
        return places;
      }
    } catch (SQLException e) {
      throw new SubscriptionStoreException(
          "What stands before a subscription after version " + after + " cannot be read", e);
    }
  }
}
