package dev.commitcast.notifications.projection;

import dev.commitcast.domain.event.StreamId;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A projection that is written in the transaction of each append: whoever sees the events sees it.
 * An application-scoped bean of this type takes part in every append that Java or HTTP makes.
 *
 * <p>Its rows belong to one stream each, whose lock orders their writers; what joins many streams
 * in one row would make their appends wait for each other, and is for an {@link AsyncProjection}.
 * What it throws undoes the append. Events that come by plain SQL or by an import pass it by; build
 * it anew after those. Thread-safe.
 */
public interface InlineProjection extends Projection {
  /** Removes what was projected of a stream, to build it anew. */
  void clear(StreamId stream, Connection connection) throws SQLException;
}
