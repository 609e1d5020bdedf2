package dev.commitcast.server.acceptance;

import static dev.commitcast.server.acceptance.AttackedNode.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What somebody who is signed in tries with the frames of a WebSocket. */
@Timeout(240)
class AttacksByFramesIT {
  /**
   * What waits in the sockets of both sides, and a little more; far less than the node's memory.
   */
  private static final long MOST_TAKEN = 32 << 20;

  private static final Pattern USED_HEAP =
      Pattern.compile("(?m)^memory_usedHeap_bytes\\S* (\\S+)$");

  private static RawSocket open() throws IOException {
    return RawSocket.open(AttackedNode.uri(), AttackedNode.mallory());
  }

  private static String answersTo(byte[] frames) throws IOException {
    try (RawSocket socket = open()) {
      return socket.answersTo(frames);
    }
  }

  @Test
  void aFrameThatIsTooLargeOrBrokenEndsItsSocketAlone() throws Exception {
    byte[] large = "{\"type\":\"".concat("x".repeat(200_000)).getBytes(StandardCharsets.US_ASCII);
    byte[] empty = {'{', '}'};
    Map<String, byte[]> all = new LinkedHashMap<>();
    all.put("oversized", RawSocket.frame(RawSocket.TEXT, large));
    all.put("oversized binary", RawSocket.frame(RawSocket.BINARY, large));
    all.put("said to be below nothing", RawSocket.header(RawSocket.TEXT, Long.MIN_VALUE));
    all.put("not masked", "\u0081\u0002{}{}{}{}{}{}".getBytes(StandardCharsets.ISO_8859_1));
    all.put("reserved bits", RawSocket.frame(0xf1, empty));
    all.put("reserved opcode", RawSocket.frame(0x83, empty));
    all.put("long ping", RawSocket.frame(RawSocket.PING, new byte[200]));
    all.put("no beginning", RawSocket.frame(RawSocket.LAST_PART, empty));
    all.put("no beginning and no end", RawSocket.frame(RawSocket.PART, empty));
    all.put("not UTF-8", RawSocket.frame(RawSocket.TEXT, new byte[] {(byte) 0xc3, (byte) 0x28}));
    all.put("bad close", RawSocket.frame(0x88, new byte[] {1}));
    all.put("deep", RawSocket.frame(RawSocket.TEXT, "{\"type\":" + "[".repeat(8_000)));
    SoftAssertions soft = new SoftAssertions();
    for (Map.Entry<String, byte[]> attack : all.entrySet()) {
      soft.assertThat(answersTo(attack.getValue()))
          .as(attack.getKey())
          .doesNotStartWith("NOT ENDED");
    }
    soft.assertAll();
    assertOthersAreServed();
  }

  @Test
  void aMessageWithoutAnEndIsNotKept() throws Exception {
    ByteArrayOutputStream parts = new ByteArrayOutputStream();
    for (int i = 0; i < 60; i++) {
      int first = i == 0 ? RawSocket.FIRST_PART : RawSocket.PART;
      parts.writeBytes(RawSocket.frame(first, "y".repeat(4_000)));
    }
    String answer = answersTo(parts.toByteArray());

    // closed with 1009 before the last part, which never comes
    assertThat(answer).doesNotStartWith("NOT ENDED").contains("\u0003\u00f1");
    assertOthersAreServed();
  }

  /** Each of them reads nothing, so answers no close, and writes on while it can. */
  @Test
  void aFrameWithoutAnEndIsRefusedByItsHeader() throws Exception {
    assertAllAreCutOff(
        RawSocket.header(RawSocket.TEXT, 1L << 62),
        RawSocket.header(RawSocket.BINARY, 1L << 62),
        behind(RawSocket.frame(RawSocket.FIRST_PART, "{"), RawSocket.PART),
        behind(RawSocket.frame(RawSocket.PING, "?"), RawSocket.TEXT));

    // by the header alone, and told so
    assertThat(answersTo(RawSocket.header(RawSocket.TEXT, 65_537))).contains("\u0003\u00f1");
  }

  private static byte[] behind(byte[] frame, int first) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(frame);
    both.writeBytes(RawSocket.header(first, 1L << 62));
    return both.toByteArray();
  }

  @Test
  void framesThatContinueNothingAreNotGathered() throws Exception {
    assertAllAreCutOff(
        RawSocket.header(RawSocket.PART, 1L << 62),
        behind(RawSocket.frame(RawSocket.TEXT, "{"), RawSocket.PART));
    byte[] small = RawSocket.frame(RawSocket.PART, new byte[4_000]);
    assertAreCutOff(small, List.of(small, small));
  }

  private static void assertAllAreCutOff(byte[]... attacks) throws Exception {
    assertAreCutOff(new byte[64 * 1024], List.of(attacks));
  }

  /** Begins all attacks at once. */
  private static void assertAreCutOff(byte[] next, List<byte[]> attacks) throws Exception {
    String type = fresh("meanwhile");
    ExecutorService attackers = Executors.newCachedThreadPool();
    try (SocketClient reader = listen(type)) {
      List<CompletableFuture<Long>> taken =
          attacks.stream()
              .map(attack -> CompletableFuture.supplyAsync(() -> attack(attack, next), attackers))
              .toList();
      append(type);
      reader.awaitMessage("event");
      for (CompletableFuture<Long> each : taken) {
        assertThat(each.get(30, TimeUnit.SECONDS)).isLessThan(MOST_TAKEN);
      }
    } finally {
      attackers.shutdownNow();
    }
    assertOthersAreServed();
  }

  private static long attack(byte[] begins, byte[] next) {
    try (RawSocket socket = open()) {
      return socket.write(begins).writeOn(next);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One is silent, one goes on with frames that are none of a close. */
  @Test
  void whoDoesNotAnswerACloseIsCutOff() throws Exception {
    byte[] small = RawSocket.frame(RawSocket.TEXT, "{}");
    ExecutorService talkers = Executors.newCachedThreadPool();
    try (RawSocket silent = open()) {
      CompletableFuture<Long> talker =
          CompletableFuture.supplyAsync(() -> attack(small, small), talkers);
      silent.write(small);
      silent.awaitEnd();
      talker.get(30, TimeUnit.SECONDS);
    } finally {
      talkers.shutdownNow();
    }
    assertOthersAreServed();
  }

  /** The server alone would keep 8 KB for each piece, 140 MB in all. */
  @Test
  void framesInTinyPiecesCostNoMoreThanTheyHoldAndAreUnderstood() throws Exception {
    byte[] frame =
        RawSocket.frame(
            RawSocket.TEXT, "{\"type\":\"unsubscribe\",\"id\":\"x\"}" + " ".repeat(170));
    // not one who may have sockets left of other tests
    Map<String, String> user = TokenMaker.bearer(AttackedNode.ISSUER.token(fresh("tiny"), ""));
    List<RawSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 90; i++) {
        sockets.add(RawSocket.open(AttackedNode.uri(), user));
      }
      double before = heap();
      // in turns, so that each piece is read before the next comes
      for (int i = 0; i < frame.length - 1; i++) {
        writeToAll(sockets, frame[i]);
      }
      assertThat(heap() - before).isLessThan(MOST_TAKEN);
      writeToAll(sockets, frame[frame.length - 1]);
      for (RawSocket socket : sockets) {
        socket.await("\"status\":404");
      }
    } finally {
      for (RawSocket socket : sockets) {
        socket.close();
      }
    }
    assertOthersAreServed();
  }

  private static void writeToAll(List<RawSocket> sockets, byte piece) throws IOException {
    for (RawSocket socket : sockets) {
      socket.write(piece);
    }
  }

  /** What is in use of the node's memory behind a collection. */
  private static double heap() throws Exception {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    String pid = Long.toString(AttackedNode.system().node(0).pid());
    Process collection =
        new ProcessBuilder(jcmd.toString(), pid, "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(collection.waitFor(20, TimeUnit.SECONDS)).as("collected").isTrue();
    String page = Http.get(AttackedNode.uri().resolve("metrics?scope=base"), "text/plain").body();
    Matcher used = USED_HEAP.matcher(page);
    assertThat(used.find()).as(page).isTrue();
    return Double.parseDouble(used.group(1));
  }

  @Test
  void messagesOfTheGreatestSizeAreUnderstoodInOneFrameAndInMany() throws Exception {
    String longest = "{\"type\":\"unsubscribe\",\"id\":\"x\"}" + " ".repeat(8_192 - 31);
    assertThat(longest).hasSize(8_192);
    try (RawSocket socket = open()) {
      socket.write(RawSocket.frame(RawSocket.TEXT, longest)).await("\"status\":404");
      socket.write(RawSocket.frame(RawSocket.FIRST_PART, longest.substring(0, 10)));
      for (int i = 10; i < 4_000; i += 10) {
        socket.write(RawSocket.frame(RawSocket.PART, longest.substring(i, i + 10)));
        socket.write(RawSocket.frame(RawSocket.PING, ""));
      }
      socket.write(RawSocket.frame(RawSocket.LAST_PART, longest.substring(4_000)));
      socket.write(RawSocket.frame(RawSocket.TEXT, longest.replace("\"x\"", "\"y\"")));
      socket.await("\"id\":\"y\"");
    }
  }

  private static SocketClient listen(String type) {
    SocketClient client =
        SocketClient.open(AttackedNode.uri(), "notifications", AttackedNode.ada(), true);
    client.say("{'type':'subscribe','id':'a','channel':'" + type + "'}").awaitMessage("subscribed");
    return client;
  }

  private static void append(String type) throws Exception {
    AttackedNode.system()
        .execute(
            "SELECT * FROM commitcast.append('%s', '%s', '{\"n\": 1}', room => 'users')"
                .formatted(fresh("frames"), type));
  }

  private static void assertOthersAreServed() throws Exception {
    String type = fresh("served");
    try (SocketClient other = listen(type)) {
      append(type);
      other.awaitMessage("event");
    }
  }
}
