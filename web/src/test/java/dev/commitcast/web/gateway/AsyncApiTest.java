package dev.commitcast.web.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Compares the description of the messages with what the code reads and prints. */
class AsyncApiTest {
  private static final Pattern REFERENCE =
      Pattern.compile("- \\$ref: '#/channels/notifications/messages/([a-z-]+)'");
  private static final Pattern MESSAGE =
      Pattern.compile(
          "(?m)^    ([a-z-]+):\n(?:      .*\n)*?          type: \\{const: ([a-z-]+)}\n");

  private static String document() throws IOException {
    return Files.readString(Path.of("src/main/webapp/asyncapi.yaml"));
  }

  /** The types of the messages that an operation lists. */
  private static Set<String> types(String operation) throws IOException {
    String text = document();
    Map<String, String> typeOf = new HashMap<>();
    Matcher message = MESSAGE.matcher(text.substring(text.indexOf("\ncomponents:")));
    while (message.find()) {
      typeOf.put(message.group(1), message.group(2));
    }
    int begin = text.indexOf("\n  " + operation + ":\n");
    int hear = text.indexOf("\n  hear:\n", begin + 1);
    String part = text.substring(begin, hear < 0 ? text.indexOf("\ncomponents:") : hear);
    Set<String> types = new TreeSet<>();
    Matcher reference = REFERENCE.matcher(part);
    while (reference.find()) {
      assertThat(typeOf).containsKey(reference.group(1));
      types.add(typeOf.get(reference.group(1)));
    }
    return types;
  }

  @Test
  void describesEachMessageThatClientsMaySendWithItsMembers() throws IOException {
    assertThat(types("say")).isEqualTo(new TreeSet<>(ClientMessageReader.KNOWN.keySet()));
    String text = document();
    ClientMessageReader.KNOWN.forEach(
        (type, members) -> {
          int begin = text.indexOf("\n    " + type + ":\n      summary");
          String part = text.substring(begin, text.indexOf("\n    ", text.indexOf("const", begin)));
          String whole = text.substring(begin, nextMessage(text, begin));
          assertThat(part).contains("type: {const: " + type + "}");
          members.forEach(
              member -> assertThat(whole).as(type).contains("\n          " + member + ":"));
        });
  }

  private static int nextMessage(String text, int begin) {
    Matcher next = Pattern.compile("\n    [a-z-]+:\n").matcher(text);
    return next.find(begin + 1) ? next.start() : text.length();
  }

  @Test
  void describesEachMessageThatTheServerSends() throws IOException {
    assertThat(types("hear")).isEqualTo(new TreeSet<>(ServerMessage.TYPES));
  }

  @Test
  void namesEachCloseCode() throws IOException {
    String text = document();
    for (CloseCode code : CloseCode.values()) {
      assertThat(text).containsPattern("\\b" + code.number() + "\\s");
    }
  }
}
