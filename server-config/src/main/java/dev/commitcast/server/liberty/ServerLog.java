package dev.commitcast.server.liberty;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds, in the server's log of JSON lines, the sentence that says why it does not start. Reads the
 * file anew each time. Thread-safe.
 *
 * @param file messages.log
 */
record ServerLog(Path file) {
  // an application did not start; the server is running already; a port is taken; bad server.xml
  private static final Pattern FATAL =
      Pattern.compile("\"message\":\"(?:CWWKZ000[24]E|CWWKE0029E|CWWKO0221E|CWWKG0014E)");
  private static final Pattern MESSAGE = Pattern.compile("\"message\":\"((?:[^\"\\\\]|\\\\.)*+)\"");
  private static final Pattern CAUSE = Pattern.compile("(?m)^Caused by: ([\\w.$]+): ([^\\n]*)");
  private static final int MOST_LINES = 12;
  private static final String OURS = "dev.commitcast.";

  /** The reason, once the server has given up; nothing while it may still start. */
  Optional<String> failure() {
    String cause = null;
    for (String line : lines()) {
      if (line.contains("nCaused by: ")) {
        cause = cause(message(line)).orElse(cause);
      }
      if (FATAL.matcher(line).find()) {
        return Optional.of(cause != null ? cause : withoutFrames(message(line)));
      }
    }
    return Optional.empty();
  }

  /** Our own sentence where there is one, with what lies beneath it; else the deepest cause. */
  private static Optional<String> cause(String message) {
    List<String> sentences = new ArrayList<>();
    String ours = null;
    Matcher matcher = CAUSE.matcher(message);
    while (matcher.find()) {
      String sentence = matcher.group(2).strip();
      sentences.add(sentence);
      if (matcher.group(1).startsWith(OURS)) {
        ours = sentence;
      }
    }
    if (sentences.isEmpty()) {
      return Optional.empty();
    }
    String deepest = sentences.get(sentences.size() - 1);
    return Optional.of(
        ours == null || ours.equals(deepest) ? deepest : ours + " Cause: " + deepest);
  }

  private static String withoutFrames(String message) {
    return message
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("\tat "))
        .limit(MOST_LINES)
        .collect(Collectors.joining("\n"));
  }

  private List<String> lines() {
    try {
      // a line that is being written may end inside a character
      return Files.exists(file)
          ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList()
          : List.of();
    } catch (IOException expected) {
      // the server moves the file away when it is full; the next look finds the new one
      return List.of();
    }
  }

  private static String message(String line) {
    Matcher matcher = MESSAGE.matcher(line);
    return matcher.find() ? unescape(matcher.group(1)) : line;
  }

  private static String unescape(String json) {
    StringBuilder text = new StringBuilder(json.length());
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c == '\\' && i + 1 < json.length()) {
        char escaped = json.charAt(++i);
        text.append(escaped == 'n' ? '\n' : escaped == 't' ? '\t' : escaped);
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }
}
