package dev.commitcast.domain.event;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * One event as the log holds it. Immutable; may be shared between threads.
 *
 * <p>Names are plain text here, not {@link StreamId} and its like: a row that plain SQL wrote long
 * ago must stay readable even if a rule of today would refuse its name.
 *
 * @param version its place in the log, from 1, dense; 0 while it is committed but not yet sequenced
 * @param id its ULID, or whatever unique text an appender chose; null only while not sequenced
 * @param stream the stream it belongs to
 * @param streamVersion its place in an appended stream, from 1; empty for captured changes
 * @param type what kind of event, for captured changes the channel
 * @param room who may see it, null for operators only
 * @param data the payload, JSON text as PostgreSQL printed it, null if there is none
 * @param metadata actor, correlation id, trace and what an appender added; JSON text or null
 * @param at when the change was made, by the database's clock
 * @param tx the transaction that made it, as PostgreSQL numbers them
 * @param last whether it is the last event of its transaction
 * @param captured whether a trigger captured it, so that {@code data} holds operation and record
 * @param bytes roughly the size of {@code data} and {@code metadata} in bytes, for bounds
 * @param sequencedAt when it got its version, by the database's clock; null while it has none, for
 *     events of older releases, and in reads of one stream
 */
public record RecordedEvent(
    long version,
    String id,
    String stream,
    OptionalLong streamVersion,
    String type,
    String room,
    String data,
    String metadata,
    Instant at,
    String tx,
    boolean last,
    boolean captured,
    int bytes,
    Instant sequencedAt) {

  public RecordedEvent {
    Check.that(version >= 0, "A version is 0 or more, not %d.", version);
    Check.that(stream != null && type != null, "An event has a stream and a type.");
    Check.that(streamVersion != null, "An absent stream version is empty, not null.");
  }

  /** An event of which nobody asks when it was sequenced. */
  public RecordedEvent(
      long version,
      String id,
      String stream,
      OptionalLong streamVersion,
      String type,
      String room,
      String data,
      String metadata,
      Instant at,
      String tx,
      boolean last,
      boolean captured,
      int bytes) {
    this(
        version,
        id,
        stream,
        streamVersion,
        type,
        room,
        data,
        metadata,
        at,
        tx,
        last,
        captured,
        bytes,
        null);
  }

  /** The part of the stream's name before the first colon. */
  public String category() {
    return StreamId.categoryOf(stream);
  }
}
