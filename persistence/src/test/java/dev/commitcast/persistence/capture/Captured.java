package dev.commitcast.persistence.capture;

/**
 * One captured change as its trigger left it. Immutable.
 *
 * @param stream {@code <table>:<key>}
 * @param type the watch's channel
 * @param room null for operators only
 * @param data as jsonb prints it
 * @param told whether plain listeners are told
 */
record Captured(String stream, String type, String room, String data, boolean told) {

  String operation() {
    return data.replaceFirst(".*\"operation\": \"([A-Z]+)\"[^\"]*$", "$1");
  }
}
