package dev.commitcast.persistence.store;

import dev.commitcast.domain.event.EventIdConflictException;
import dev.commitcast.domain.event.InvalidEventException;
import dev.commitcast.domain.event.NoSuchStreamException;
import dev.commitcast.domain.event.StreamDeletedException;
import dev.commitcast.domain.event.WrongExpectedVersionException;
import dev.commitcast.persistence.error.ServerErrorFields;
import java.sql.SQLException;

/** SQLSTATE of the event store's functions to the exception that says the same. Stateless. */
final class EventStoreErrors {
  private EventStoreErrors() {}

  /**
   * @param what was attempted, a verb
   */
  static RuntimeException translate(SQLException e, String what) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    String sentence = ServerErrorFields.sentence(e);
    String subject = ServerErrorFields.constraint(e).orElse("");
    return switch (state) {
      case "CC412" ->
          ServerErrorFields.detail(e)
              .filter(detail -> detail.matches("\\d{1,18}"))
              .<RuntimeException>map(
                  current ->
                      new WrongExpectedVersionException(
                          subject, Long.parseLong(current), sentence, e))
              .orElseGet(() -> new EventStoreException("The event store refused to " + what, e));
      case "CC409" -> new EventIdConflictException(sentence, e);
      case "CC410" -> new StreamDeletedException(subject, e);
      case "CC404" -> new NoSuchStreamException(subject, e);
      // no JSON, names or times out of bounds
      case "22P02", "22023", "22007", "22008", "22009" -> invalid(e, sentence, false);
      case "22P05", "22021" ->
          new InvalidEventException(
              "A text holds a character that the database cannot store, such as NUL.", false, e);
      case "22003" ->
          new InvalidEventException(
              "A number in the payload or metadata has more digits than the database stores:"
                  + " 131,072 before the point and 16,383 behind it.",
              false,
              e);
      case "54001" ->
          new InvalidEventException(
              "The payload or metadata is nested more deeply than the database can read.",
              false,
              e);
      case "54000" -> invalid(e, sentence, true);
      default -> new EventStoreException("The event store could not " + what + " anything", e);
    };
  }

  private static InvalidEventException invalid(SQLException e, String sentence, boolean tooLarge) {
    String which = ServerErrorFields.detail(e).map(detail -> " (" + detail + ")").orElse("");
    return new InvalidEventException(sentence + which, tooLarge, e);
  }
}
