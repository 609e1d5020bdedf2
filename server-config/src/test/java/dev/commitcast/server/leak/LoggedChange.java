package dev.commitcast.server.leak;

/**
 * One event as the table of events has it. Immutable.
 *
 * @param room null if it is in none
 * @param mark as {@link Received#mark}
 * @param madeAt when its statement ran, in milliseconds: not later than the commit
 */
record LoggedChange(
    long version, String id, String stream, String room, String type, int mark, long madeAt) {

  String category() {
    int colon = stream.indexOf(':');
    return colon < 0 ? stream : stream.substring(0, colon);
  }
}
