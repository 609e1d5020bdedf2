package dev.commitcast.server.leak;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Somebody who reads server-sent events, one connection after the other: each begins where the last
 * one ended, or anywhere, on any node, with what the user holds by then.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is counted where it is noticed
final class StreamReader {
  private final Scene scene;
  private final String user;
  private final Random random;
  private final boolean restless;
  private long cursor = -1;
  private boolean quiet;
  private StreamReading reading;
  private Session session;

  /**
   * @param restless whether it hangs up again and again
   */
  StreamReader(Scene scene, String user, boolean restless, long seed) {
    this.scene = scene;
    this.user = user;
    this.restless = restless;
    this.random = new Random(seed);
  }

  synchronized void open() {
    if (quiet && isThrough(Long.MAX_VALUE)) {
      return;
    }
    Badge badge = scene.cast().badge(user);
    URI node = scene.node(random);
    Wish wish = user.equals(Cast.OPERATOR) || quiet ? Wish.ALL : wish();
    long after = begin();
    int carrier = random.nextInt(5);
    if (carrier == 0) {
      Future<?> unused =
          scene
              .ticket(node, badge)
              .whenComplete(
                  (ticket, failure) -> {
                    if (failure == null && !ticket.isEmpty()) {
                      request(node, badge, wish, after, "&ticket=" + ticket, "");
                    } else {
                      scene.cast().renew(badge);
                      scene.later(100, this::open);
                    }
                  });
    } else {
      request(node, badge, wish, after, "", carrier == 1 ? "Cookie" : "Authorization");
    }
  }

  private Wish wish() {
    return switch (random.nextInt(8)) {
      case 0, 1 ->
          scene.known().roomOf(user).map(Wish::ofRoom).orElse(Wish.ofRoom("merchant:nobody's"));
      case 2 -> Wish.ofType(random.nextBoolean() ? "message_change" : "booking_created");
      case 3 -> Wish.ofCategory(random.nextBoolean() ? "channel_members" : "bookings");
      default -> Wish.ALL;
    };
  }

  /** Negative for now. */
  private long begin() {
    int dice = random.nextInt(10);
    if (quiet || (dice < 6 && cursor >= 0)) {
      return Math.max(cursor, 0);
    }
    return dice < 9 ? (long) (random.nextDouble() * scene.known().head()) : -1;
  }

  private synchronized void request(
      URI node, Badge badge, Wish wish, long after, String ticket, String header) {
    Session next = new Session("SSE", badge, wish);
    StreamReading lines =
        new StreamReading(
            next,
            after,
            !quiet && restless && random.nextInt(6) == 0,
            scene.known(),
            scene.timer(),
            () -> ended(next));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                node.resolve(
                    "api/events?"
                        + (after < 0 ? "after=now" : "after=1." + after)
                        + wish.query()
                        + ticket))
            .header("Accept", "text/event-stream");
    if (header.equals("Cookie")) {
      request.header("Cookie", "Bearer=" + badge.token());
    } else if (!header.isEmpty()) {
      request.header("Authorization", "Bearer " + badge.token());
    }
    session = next;
    reading = lines;
    long from = scene.known().head();
    Future<?> unused =
        scene
            .client()
            .sendAsync(request.GET().build(), into(lines))
            .whenComplete((answer, failure) -> answered(answer, failure, next, from));
    if (restless && !quiet) {
      scene.later(300 + random.nextInt(4_000), () -> hangUp(lines, next));
    }
  }

  /** An answer without lines is one that refuses. */
  private static BodyHandler<String> into(StreamReading lines) {
    return info ->
        info.statusCode() == 200
            ? BodySubscribers.mapping(
                BodySubscribers.fromLineSubscriber(
                    lines, Function.identity(), StandardCharsets.UTF_8, null),
                ignored -> "")
            : BodySubscribers.ofString(StandardCharsets.UTF_8);
  }

  private void answered(HttpResponse<String> answer, Throwable failure, Session asked, long from) {
    int status = failure != null || answer == null ? 0 : answer.statusCode();
    if (status == 200) {
      return;
    }
    if (status == 401) {
      scene.cast().renew(asked.badge);
    }
    if (status == 401 || status == 403) {
      scene
          .evidence()
          .refusals()
          .add(
              new Refusal(
                  asked.badge,
                  status,
                  asked.wish.room().orElse(""),
                  from,
                  System.currentTimeMillis()));
    } else if (status != 0 && status != 503 && status != 429) {
      scene.fault("An event stream was answered with " + status + ": " + answer.body());
    }
    scene.figures().count("SSE refused " + status);
    if (!asked.isEnded()) {
      asked.end("refused " + status);
      scene.later(100, this::open);
    }
  }

  private void hangUp(StreamReading lines, Session of) {
    synchronized (this) {
      if (quiet || of.isEnded()) {
        return;
      }
    }
    lines.hangUp();
  }

  private void ended(Session over) {
    synchronized (this) {
      if (over.hasBegun()) {
        scene.evidence().sessions().add(over);
        if (over.wish.equals(Wish.ALL)) {
          cursor = over.position();
        }
      }
    }
    scene.later(10 + random.nextInt(100), this::open);
  }

  /** From now on it only wants to come to the end. */
  synchronized void finish() {
    quiet = true;
    if (reading != null) {
      reading.hurry();
    }
  }

  synchronized boolean isThrough(long head) {
    return session != null
        && session.hasBegun()
        && !session.isEnded()
        && (head == Long.MAX_VALUE || session.position() >= head);
  }

  synchronized void collect() {
    if (session != null && session.hasBegun() && !session.isEnded()) {
      scene.evidence().sessions().add(session);
    }
  }

  @Override
  public String toString() {
    return String.valueOf(session);
  }
}
