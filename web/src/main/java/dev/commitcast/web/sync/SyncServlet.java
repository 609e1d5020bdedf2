package dev.commitcast.web.sync;

import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.json.JsonFaultException;
import dev.commitcast.domain.json.StrictJson;
import dev.commitcast.domain.ulid.UlidGenerator;
import dev.commitcast.notifications.access.Access;
import dev.commitcast.notifications.access.VisibleLog;
import dev.commitcast.notifications.sync.KitCursor;
import dev.commitcast.notifications.sync.PushAnswer;
import dev.commitcast.notifications.sync.PushBody;
import dev.commitcast.notifications.sync.SyncSettings;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.log.LogState;
import dev.commitcast.persistence.sync.PushReceiver;
import dev.commitcast.persistence.sync.PushResult;
import dev.commitcast.persistence.sync.SequencedVersions;
import dev.commitcast.web.events.EventAccess;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemType;
import dev.commitcast.web.request.Correlation;
import dev.commitcast.web.security.Callers;
import dev.commitcast.web.store.AppendRights;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Push and pull as go-sync-kit's clients do them. Thread-safe. */
@WebServlet("/sync/*")
public class SyncServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final int DEFAULT_LIMIT = 200;
  private static final int MAX_LIMIT = 1_000;

  /** Three of the largest size may take a third of a gigabyte. */
  private static final int LARGE_AT_ONCE = 3;

  private static final Set<String> PULL = Set.of("since", "limit", "type", "aggregate_id");

  private transient EventLog log;
  private transient VisibleLog visible;
  private transient EventAccess access;
  private transient AppendRights rights;
  private transient PushReceiver receiver;
  private transient SequencedVersions versions;
  private transient UlidGenerator ulids;
  private transient SyncFailures failures;
  private transient LargeBodies large;
  private transient RequestBody bodies;

  /** For the container, which injects the rest. */
  public SyncServlet() {}

  @Inject
  void set(
      EventLog log,
      VisibleLog visible,
      EventAccess access,
      AppendRights rights,
      PushReceiver receiver,
      SequencedVersions versions,
      SyncSettings settings,
      UlidGenerator ulids,
      SyncFailures failures) {
    this.log = log;
    this.visible = visible;
    this.access = access;
    this.rights = rights;
    this.receiver = receiver;
    this.versions = versions;
    this.ulids = ulids;
    this.failures = failures;
    this.large = new LargeBodies(LARGE_AT_ONCE, Duration.ofSeconds(10));
    this.bodies = new RequestBody(settings, large);
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      route(request, response);
    } catch (RuntimeException e) {
      failures.answer(e, request, response);
    }
  }

  private void route(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String path = request.getPathInfo() == null ? "" : request.getPathInfo();
    switch (path) {
      case "/push" -> {
        requireMethod(request, "POST");
        push(request, response);
      }
      case "/pull" -> {
        requireMethod(request, "GET");
        pull(request, response);
      }
      case "/pull-cursor" -> {
        requireMethod(request, "POST");
        pullByCursor(request, response);
      }
      case "/latest-version" -> {
        requireMethod(request, "GET");
        latestVersion(request, response);
      }
      default ->
          throw Problem.notFound(
                  "There are /sync/push, /sync/pull, /sync/pull-cursor and /sync/latest-version.")
              .asException();
    }
  }

  private static void requireMethod(HttpServletRequest request, String method) {
    if (!request.getMethod().equals(method)) {
      throw Problem.of(ProblemType.METHOD_NOT_ALLOWED).header("Allow", method).asException();
    }
  }

  private void push(HttpServletRequest request, HttpServletResponse response) throws IOException {
    List<PushResult> results;
    try (LargeBodies.Lease lease = large.lease()) {
      List<PushBody.Item> items;
      try {
        items = PushBody.read(bodies.read(request, lease));
      } catch (JsonFaultException e) {
        throw RequestBody.unreadable("The body is a JSON array of events. " + e.getMessage(), e);
      }
      results = receive(items, request);
    }
    send(PushAnswer.print(versions.addTo(results)), request, response);
  }

  private List<PushResult> receive(List<PushBody.Item> all, HttpServletRequest request) {
    PushRights pusher = new PushRights(rights, Callers.of(request), Callers.isLocal(request));
    List<PushBody.Item> items = all.stream().map(pusher::allowed).toList();
    Iterator<PushResult> received =
        receiver
            .receive(
                items.stream().flatMap(item -> item.event().stream()).toList(),
                Correlation.context(request, ulids, Callers.actor(request, null)))
            .iterator();
    List<PushResult> results = new ArrayList<>(items.size());
    for (PushBody.Item item : items) {
      results.add(
          item.event().isPresent()
              ? received.next()
              : PushResult.invalid(item.id(), item.fault().orElseThrow()));
    }
    return results;
  }

  private void pull(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Map<String, String[]> parameters = request.getParameterMap();
    for (Map.Entry<String, String[]> parameter : parameters.entrySet()) {
      if (!PULL.contains(parameter.getKey()) || parameter.getValue().length > 1) {
        throw Problem.invalidParameter(
                parameter.getKey(), "There are since, limit, type and aggregate_id, each once.")
            .asException();
      }
    }
    long since = version("since", request.getParameter("since"));
    Pull pull =
        new Pull(
            visible,
            access.atOnce(Callers.of(request)),
            Pull.filter(parameters),
            Pull.start(log.state(), since),
            limit(request.getParameter("limit")));
    Answer answer = new Answer(request, response);
    answer.write("[");
    pull.writeTo(answer);
    answer.write("]");
    answer.finish();
  }

  /** Without one, a pull has as many events as fit. */
  private static long limit(String text) {
    if (text == null) {
      return Long.MAX_VALUE;
    }
    long limit = version("limit", text);
    if (limit < 1 || limit > MAX_LIMIT) {
      throw Problem.invalidParameter("limit", "limit is a whole number from 1 to 1000.")
          .asException();
    }
    return limit;
  }

  private static long version(String field, String text) {
    try {
      return KitCursor.version(text == null ? "" : text);
    } catch (IllegalArgumentException e) {
      throw Problem.invalidParameter(field, e.getMessage()).asException(e);
    }
  }

  private void pullByCursor(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    long since;
    long limit;
    try (LargeBodies.Lease lease = large.lease()) {
      Map<String, String> wish = StrictJson.members(bodies.read(request, lease));
      String cursor = wish.getOrDefault("since", "null");
      since = StrictJson.isNull(cursor) ? 0 : KitCursor.parse(cursor);
      String given = wish.getOrDefault("limit", "0");
      limit = given.matches("\\d{1,4}") ? Long.parseLong(given) : 0;
    } catch (JsonFaultException e) {
      throw RequestBody.unreadable(
          "The body is an object with since and limit. " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw Problem.invalidParameter("since", e.getMessage()).asException(e);
    }
    // what is out of bounds means the default, as go-sync-kit has it on both sides
    long most = limit < 1 || limit > MAX_LIMIT ? DEFAULT_LIMIT : limit;
    long start = Pull.start(log.state(), since);
    Access granted = access.atOnce(Callers.of(request));
    Pull pull = new Pull(visible, granted, EventFilter.ALL, start, most);
    Answer answer = new Answer(request, response);
    answer.write("{\"events\":[");
    pull.writeTo(answer);
    answer.write("]");
    if (!pull.isEmpty()) {
      answer.write(",\"next\":" + KitCursor.print(pull.through()));
    }
    answer.write("}");
    answer.finish();
  }

  private void latestVersion(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    LogState state = log.state();
    send("\"" + state.head() + "\"", request, response);
  }

  private static void send(String json, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Answer answer = new Answer(request, response);
    answer.write(json);
    answer.finish();
  }
}
