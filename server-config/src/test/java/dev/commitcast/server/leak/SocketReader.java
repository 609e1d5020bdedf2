package dev.commitcast.server.leak;

import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

/**
 * Somebody with a WebSocket, one after the other: one subscription to all there is, and some that
 * come and go, with rooms and types of their own.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is counted where it is noticed
final class SocketReader {
  private final Scene scene;
  private final String user;
  private final Random random;
  private long cursor = -1;
  private boolean quiet;
  private Conversation conversation;

  SocketReader(Scene scene, String user, long seed) {
    this.scene = scene;
    this.user = user;
    this.random = new Random(seed);
  }

  synchronized void open() {
    Badge badge = scene.cast().badge(user);
    URI node = scene.node(random);
    if (random.nextInt(4) == 0) {
      Future<?> unused =
          scene
              .ticket(node, badge)
              .whenComplete(
                  (ticket, failure) -> {
                    if (failure == null && !ticket.isEmpty()) {
                      connect(node, badge, "?ticket=" + ticket);
                    } else {
                      scene.cast().renew(badge);
                      scene.later(100, this::open);
                    }
                  });
    } else {
      connect(node, badge, "");
    }
  }

  private synchronized void connect(URI node, Badge badge, String query) {
    Conversation next = new Conversation(badge);
    conversation = next;
    WebSocket.Builder builder = scene.client().newWebSocketBuilder().subprotocols("commitcast.v1");
    if (query.isEmpty()) {
      builder.header("Authorization", "Bearer " + badge.token());
    }
    Future<?> unused =
        builder
            .buildAsync(
                URI.create(
                    node.resolve("notifications" + query).toString().replaceFirst("http", "ws")),
                next)
            .whenComplete(
                (socket, failure) -> {
                  if (failure != null) {
                    scene.figures().count("WebSocket refused");
                    scene.cast().renew(badge);
                    scene.later(200, this::open);
                  }
                });
  }

  /** Negative for now. */
  private long begin() {
    int dice = random.nextInt(10);
    if (quiet || (dice < 6 && cursor >= 0)) {
      return Math.max(cursor, 0);
    }
    return dice < 9 ? (long) (random.nextDouble() * scene.known().head()) : -1;
  }

  synchronized void finish() {
    quiet = true;
  }

  synchronized boolean isThrough(long head) {
    return conversation != null && conversation.isThrough(head);
  }

  synchronized void collect() {
    if (conversation != null) {
      conversation.collect();
    }
  }

  @Override
  public synchronized String toString() {
    return conversation == null ? user : conversation.sessions.toString();
  }

  /** One connection. Its lock is the reader's. */
  private final class Conversation implements WebSocket.Listener {
    private final Badge badge;
    private final Map<String, Session> sessions = new HashMap<>();
    private final Map<String, Long> asked = new HashMap<>();
    private final Map<String, Long> known = new HashMap<>();
    private final Set<String> leaving = new HashSet<>();
    private final StringBuilder part = new StringBuilder();
    private WebSocket socket;
    private int number;
    private boolean over;
    private final long begunAt = scene.known().head();

    Conversation(Badge badge) {
      this.badge = badge;
    }

    @Override
    public void onOpen(WebSocket opened) {
      socket = opened;
      opened.request(1);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        String text = part.toString();
        part.setLength(0);
        try {
          take(text);
        } catch (RuntimeException e) {
          scene.fault("A message could not be read: " + e + " in " + text);
        }
      }
      from.request(1);
      return null;
    }

    private void take(String text) {
      synchronized (SocketReader.this) {
        if (over) {
          // this client has hung up, and a message was on its way
          return;
        }
        String type = Texts.member(text, "type");
        if (type.equals("connected")) {
          scene.known().head(Texts.version(Texts.member(text, "head")));
          subscribe(Wish.ALL);
          if (!user.equals(Cast.OPERATOR)) {
            subscribeToMore();
          }
          return;
        }
        String id = Texts.member(text, "id");
        if (type.equals("presence") || (type.equals("revoked") && id == null)) {
          // who names a room in a subscription is in it, and hears of the others there
          scene.figures().count("WebSocket presence");
          scene
              .evidence()
              .namings()
              .add(
                  new Naming(
                      badge,
                      Texts.member(text, "room"),
                      begunAt,
                      System.currentTimeMillis(),
                      text));
          return;
        }
        Session session = sessions.get(id);
        if (session == null) {
          scene.fault("A message for a subscription that is not there: " + text);
          return;
        }
        take(type, id, session, text);
      }
    }

    private void take(String type, String id, Session session, String text) {
      switch (type) {
        case "subscribed" -> session.begin(asked.get(id), text);
        case "event" -> {
          String event = text.substring(text.indexOf("\"event\":") + 8);
          session.event(Texts.version(Texts.member(text, "cursor")), event);
          scene.known().saw(badge, session.position(), event);
        }
        case "cursor" -> session.moveTo(Texts.version(Texts.member(text, "cursor")));
        case "caught-up" -> session.moveTo(Texts.version(Texts.member(text, "head")));
        case "fell-behind" -> scene.figures().count("fell behind");
        case "revoked" -> session.revoked(text);
        case "unsubscribed" -> put(id, "unsubscribed");
        case "error" -> {
          if (!"403".equals(Texts.number(text, "status"))) {
            scene.fault("A subscription was refused: " + text);
          }
          scene
              .evidence()
              .refusals()
              .add(
                  new Refusal(
                      badge,
                      403,
                      session.wish.room().orElse(""),
                      known.get(id),
                      System.currentTimeMillis()));
          put(id, "refused");
        }
        default -> scene.fault("An unknown message: " + text);
      }
    }

    /** A subscription has ended, and the socket goes on. */
    private void put(String id, String reason) {
      Session session = sessions.remove(id);
      session.end(reason);
      if (session.hasBegun()) {
        scene.evidence().sessions().add(session);
      }
    }

    private void subscribe(Wish wish) {
      String id = "s" + number++;
      long after = wish.equals(Wish.ALL) ? begin() : quiet ? -1 : begin();
      sessions.put(id, new Session("WebSocket", badge, wish));
      asked.put(id, after);
      known.put(id, scene.known().head());
      say(
          "{\"type\":\"subscribe\",\"id\":\""
              + id
              + "\",\"after\":\""
              + (after < 0 ? "now" : "1." + after)
              + "\""
              + wish.room().map(room -> ",\"room\":\"" + room + "\"").orElse("")
              + wish.type().map(type -> ",\"channel\":\"" + type + "\"").orElse("")
              + wish.category().map(name -> ",\"category\":\"" + name + "\"").orElse("")
              + "}");
    }

    /** Now and then something else, and now and then an end of it. */
    private void subscribeToMore() {
      if (over || quiet) {
        return;
      }
      int dice = random.nextInt(10);
      if (dice < 3) {
        sessions.entrySet().stream()
            .filter(each -> !each.getValue().wish.equals(Wish.ALL))
            .filter(each -> each.getValue().hasBegun())
            .filter(each -> leaving.add(each.getKey()))
            .findFirst()
            .ifPresent(each -> say("{\"type\":\"unsubscribe\",\"id\":\"" + each.getKey() + "\"}"));
      } else if (dice < 5) {
        scene.known().roomOf(user).ifPresent(room -> subscribe(Wish.ofRoom(room)));
      } else if (dice < 6) {
        subscribe(Wish.ofType(random.nextBoolean() ? "message_change" : "booking_deleted"));
      } else if (dice < 7) {
        subscribe(Wish.ofCategory(random.nextBoolean() ? "channel_members" : "reactions"));
      } else if (dice < 8) {
        socket.abort();
        ended("hung up");
        return;
      }
      scene.later(
          300 + random.nextInt(2_000),
          () -> {
            synchronized (SocketReader.this) {
              subscribeToMore();
            }
          });
    }

    private void say(String text) {
      try {
        // one at a time, as that client demands it
        socket.sendText(text, true).join();
      } catch (CompletionException expected) {
        // the connection breaks just now, of which its other half is told
        if (!(expected.getCause() instanceof IOException)) {
          throw expected;
        }
      }
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      synchronized (SocketReader.this) {
        scene.figures().count("WebSocket closed " + code);
        if (code == 4401) {
          scene
              .evidence()
              .refusals()
              .add(new Refusal(badge, 401, "", scene.known().head(), System.currentTimeMillis()));
          scene.cast().renew(badge);
        } else if (code == 4400 || code == 4409 || code == 4429 || code == 1009) {
          scene.fault("A socket was closed with " + code + ": " + reason);
        }
        ended("closed with " + code);
      }
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
      synchronized (SocketReader.this) {
        scene.figures().count("WebSocket broken");
        ended("broken: " + failure);
      }
    }

    private void ended(String reason) {
      if (over) {
        return;
      }
      over = true;
      for (Session each : sessions.values()) {
        each.end(reason);
        if (each.hasBegun()) {
          scene.evidence().sessions().add(each);
          if (each.wish.equals(Wish.ALL)) {
            cursor = each.position();
          }
        }
      }
      scene.later(10 + random.nextInt(200), SocketReader.this::open);
    }

    boolean isThrough(long head) {
      return !over
          && !sessions.isEmpty()
          && sessions.values().stream()
              .allMatch(each -> each.hasBegun() && each.position() >= head);
    }

    void collect() {
      if (!over) {
        sessions.values().stream()
            .filter(Session::hasBegun)
            .forEach(scene.evidence().sessions()::add);
      }
    }
  }
}
