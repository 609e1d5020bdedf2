package dev.commitcast.web.gateway;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.domain.event.Cursor;
import dev.commitcast.notifications.access.Access;
import dev.commitcast.notifications.hub.CloseReason;
import dev.commitcast.notifications.hub.HubUnavailableException;
import dev.commitcast.notifications.hub.Subscription;
import dev.commitcast.notifications.hub.SubscriptionRequest;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemException;
import dev.commitcast.web.problem.ProblemType;
import io.github.bucket4j.Bucket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The conversation with one client. What it says arrives on one thread at a time; everything else
 * may be called by any thread.
 */
final class Socket {
  /** The server's own messages that may wait: what a client gets without reading. */
  static final int MOST_REPLIES = 500;

  /** How long a client may take for its last message. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  /** For so long a container may be silent about the end of a connection that was closed. */
  private static final Duration FORGOTTEN = Duration.ofSeconds(30);

  private final Caller caller;
  private final SocketParts parts;
  private final SocketWriter writer;
  private final Bucket messages;
  private final Bucket broadcasts;
  private final SocketRooms rooms;
  private final Map<String, SubscriptionOutlet> subscriptions = new ConcurrentHashMap<>();
  private final AtomicReference<Optional<CloseCode>> ending = new AtomicReference<>();
  private final Runnable onEnd;
  private volatile Access access;
  private volatile Subscription guard;
  private volatile long heard = System.nanoTime();
  private volatile long endingSince;
  // only touched by whoever looks after all sockets
  private long pinged = System.nanoTime();
  private long sentBefore;

  /**
   * @param onEnd runs once, when the conversation ends
   */
  Socket(Caller caller, Wire wire, SocketParts parts, Runnable onEnd) {
    this.caller = caller;
    this.onEnd = onEnd;
    this.parts = parts;
    this.writer =
        new SocketWriter(
            new CountingWire(wire, parts.metrics()),
            parts.executor(),
            parts.settings().bufferBytes(),
            MOST_REPLIES,
            this::clientLost);
    this.messages = GatewaySettings.bucket(parts.settings().messages());
    this.broadcasts = GatewaySettings.bucket(parts.settings().broadcasts());
    this.rooms =
        new SocketRooms(
            caller, parts.rooms(), writer, parts.metrics(), parts.settings().subscriptions());
  }

  /** Greets the client, and asks what it may see; what it says is taken from then on. */
  void start(Cursor head) {
    access = parts.access().apply(caller);
    guard = parts.hub().apply(Guard.request(access), new Guard(this::lostRoom, this::guardEnded));
    guard.pump();
    reply(ServerMessage.connected(caller, head));
    if (isEnding()) {
      guard.close(CloseReason.DONE);
    }
  }

  private void lostRoom(String room) {
    if (!access.allowsRoom(room)) {
      rooms.lose(room);
    }
  }

  private void guardEnded(CloseReason reason) {
    if (reason == CloseReason.POLICY_FAILED) {
      end(CloseCode.FORBIDDEN, "It cannot be said any more what you may see.");
    } else if (reason != CloseReason.DRAINED) {
      // then subscriptions may still have their last events to send
      endBy(reason);
    }
  }

  /** Takes what the client says. */
  void take(String text) {
    heard();
    parts.metrics().received();
    if (isEnding()) {
      return;
    }
    try {
      if (text.getBytes(StandardCharsets.UTF_8).length > parts.settings().messageBytes()) {
        throw new ClosingException(
            CloseCode.TOO_BIG,
            "A message has at most " + parts.settings().messageBytes() + " bytes.");
      }
      if (!messages.tryConsume(1)) {
        throw new ClosingException(
            CloseCode.TOO_MANY,
            "A client sends at most " + parts.settings().messages() + " messages a second.");
      }
      answer(ClientMessageReader.read(text));
    } catch (ProblemException e) {
      parts.metrics().refused();
      reply(ServerMessage.error(ClientMessageReader.idOf(text), e.problem()));
    } catch (ClosingException e) {
      end(e.code(), e.getMessage());
    }
  }

  private void answer(ClientMessage message) {
    if (message instanceof ClientMessage.Subscribe subscribe) {
      subscribe(subscribe);
    } else if (message instanceof ClientMessage.Unsubscribe unsubscribe) {
      unsubscribe(unsubscribe.id());
    } else if (message instanceof ClientMessage.Join join) {
      join(join.room());
    } else if (message instanceof ClientMessage.Leave leave) {
      rooms.leave(leave.room());
    } else if (message instanceof ClientMessage.Broadcast broadcast) {
      broadcast(broadcast);
    }
  }

  private void join(String room) {
    // what was granted this moment may be in the database and not here yet
    boolean ahead = !access.allowsRoom(room) && parts.access().apply(caller).allowsRoom(room);
    rooms.join(room, access::allowsRoom, ahead);
  }

  private void broadcast(ClientMessage.Broadcast message) {
    if (!access.allowsRoom(message.room()) && !rooms.isIn(message.room())) {
      throw SocketRooms.forbidden(message.room());
    }
    if (!broadcasts.tryConsume(1)) {
      throw Problem.of(ProblemType.TOO_MANY_REQUESTS)
          .detail(
              "A client broadcasts at most " + parts.settings().broadcasts() + " times a second.")
          .asException();
    }
    rooms.say(message);
  }

  private void subscribe(ClientMessage.Subscribe wish) {
    if (subscriptions.containsKey(wish.id())) {
      throw new ClosingException(
          CloseCode.DUPLICATE_ID, "There is a subscription of this id already: " + wish.id());
    }
    if (subscriptions.size() >= parts.settings().subscriptions()) {
      throw new ClosingException(
          CloseCode.TOO_MANY,
          "A socket has at most " + parts.settings().subscriptions() + " subscriptions.");
    }
    Access granted = parts.access().apply(caller);
    if (wish.room().isPresent() && !granted.allowsRoom(wish.room().get())) {
      throw SocketRooms.forbidden(wish.room().get());
    }
    SubscriptionOutlet outlet = new SubscriptionOutlet(wish, writer, this::ended);
    subscriptions.put(wish.id(), outlet);
    try {
      outlet.start(
          parts
              .hub()
              .apply(
                  new SubscriptionRequest(wish.filter(), wish.start(), wish.metadata(), granted),
                  outlet));
    } catch (HubUnavailableException e) {
      subscriptions.remove(wish.id());
      throw new ClosingException(CloseCode.TRY_LATER, e.getMessage(), e);
    }
    wish.room().ifPresent(room -> rooms.name(room, wish.id()));
    if (isEnding()) {
      outlet.end(CloseReason.DONE);
    }
  }

  private void unsubscribe(String id) {
    SubscriptionOutlet outlet = subscriptions.remove(id);
    if (outlet == null) {
      throw Problem.notFound("There is no subscription of this id: " + id).asException();
    }
    outlet.wish().room().ifPresent(room -> rooms.leave(room, id));
    outlet.silence(ServerMessage.unsubscribed(id));
  }

  private void reply(String text) {
    if (!writer.reply(text)) {
      cut(CloseCode.TRY_LATER, "The client takes too few of the answers that it asks for.");
    }
  }

  /** The hub has ended a subscription. */
  private void ended(SubscriptionOutlet outlet, CloseReason reason) {
    ClientMessage.Subscribe wish = outlet.wish();
    if (subscriptions.remove(wish.id(), outlet)) {
      wish.room().ifPresent(room -> rooms.leave(room, wish.id()));
    }
    if (reason != CloseReason.DRAINED || subscriptions.isEmpty()) {
      endBy(reason);
    }
  }

  /** What the end of a subscription means for the socket. */
  private void endBy(CloseReason reason) {
    if (isEnding()) {
      return;
    }
    switch (reason) {
      case STALLED -> cut(CloseCode.TRY_LATER, "The client has taken nothing for too long.");
      case LOG_RESET, DRAINED -> drain();
      case REVOKED -> end(CloseCode.FORBIDDEN, "What you were granted has been taken back.");
      case EXPIRED -> end(CloseCode.UNAUTHENTICATED, "Your token has expired.");
      default -> {
        // the client knows, and other subscriptions go on
      }
    }
  }

  /** Tells the client to come back, and ends it behind what waits. */
  void drain() {
    reply(ServerMessage.drain(parts.retry().get()));
    end(CloseCode.RESTART, "Connect again and resume.");
  }

  boolean hasSubscriptions() {
    return !subscriptions.isEmpty();
  }

  /** Ends it behind what waits for the client. */
  void end(CloseCode code, String reason) {
    if (begunToEnd(Optional.of(code))) {
      writer.end(code, reason);
      endSubscriptions();
    }
  }

  /** Ends it at once. */
  void cut(CloseCode code, String reason) {
    boolean first = begunToEnd(Optional.of(code));
    writer.cut(code, reason);
    if (first) {
      endSubscriptions();
    }
  }

  /** The client has ended it, or its connection has. */
  void gone() {
    if (begunToEnd(Optional.empty())) {
      endSubscriptions();
    }
    writer.cut(CloseCode.GONE, "");
  }

  private void clientLost() {
    cut(CloseCode.GONE, "The client cannot be written to.");
  }

  private boolean begunToEnd(Optional<CloseCode> code) {
    if (!ending.compareAndSet(null, code)) {
      return false;
    }
    endingSince = Math.max(1, System.nanoTime());
    parts.metrics().closed(code.orElse(null));
    onEnd.run();
    return true;
  }

  boolean isEnding() {
    return ending.get() != null;
  }

  private void endSubscriptions() {
    rooms.leaveAll();
    Subscription standing = guard;
    if (standing != null) {
      standing.close(CloseReason.DONE);
    }
    List.copyOf(subscriptions.values()).forEach(each -> each.end(CloseReason.CLIENT_GONE));
  }

  /** The client has given a sign of life. */
  void heard() {
    heard = System.nanoTime();
  }

  /**
   * What time alone brings about; called again and again, by one thread at a time.
   *
   * @return whether there is anything left to look after
   */
  boolean look(long now, Instant at) {
    GatewaySettings limits = parts.settings();
    if (writer.sendingNanos(now) > limits.sendTimeout().toNanos()) {
      cut(CloseCode.GONE, "The client has taken nothing for too long.");
    } else if (isEnding()) {
      if (now - endingSince > LAST_WORDS.toNanos()) {
        cut(CloseCode.GONE, "The client does not take its last message.");
      }
    } else if (caller.expiresAt().filter(end -> !at.isBefore(end)).isPresent()) {
      end(CloseCode.UNAUTHENTICATED, "Your token has expired.");
    } else if (now - heard > limits.idleTimeout().toNanos()) {
      cut(CloseCode.GONE, "The client has not answered for too long.");
    } else {
      ping(now, limits);
      // nobody is in a room before the access is known
      rooms.confirm(room -> access.allowsRoom(room), now);
      rooms.refresh();
      pumpWaiting();
    }
    return !isEnding() || now - endingSince < FORGOTTEN.toNanos();
  }

  private void ping(long now, GatewaySettings limits) {
    if (now - pinged > limits.pingEvery().toNanos()) {
      pinged = now;
      writer.ping();
    }
  }

  /** Lets the hub see that who waits in line waits for a client that does take something. */
  private void pumpWaiting() {
    long sent = writer.sent();
    if (sent != sentBefore) {
      sentBefore = sent;
      writer.line().forEach(SocketWriter.Source::yourTurn);
    }
  }
}
