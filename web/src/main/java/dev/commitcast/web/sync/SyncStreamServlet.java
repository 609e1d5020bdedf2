package dev.commitcast.web.sync;

import dev.commitcast.domain.event.Cursor;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.notifications.hub.StartFrom;
import dev.commitcast.notifications.hub.SubscriptionRequest;
import dev.commitcast.notifications.sync.KitCursor;
import dev.commitcast.notifications.sync.KitFrames;
import dev.commitcast.persistence.log.EventLog;
import dev.commitcast.persistence.log.LogState;
import dev.commitcast.web.events.EventAccess;
import dev.commitcast.web.events.LiveStreams;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemType;
import dev.commitcast.web.security.Callers;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * The live stream as go-sync-kit's SSE client reads it: from a cursor, or from the beginning, which
 * is where that client begins with every connection. Thread-safe.
 */
@WebServlet(urlPatterns = "/sse", asyncSupported = true)
public class SyncStreamServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private transient EventLog log;
  private transient LiveStreams streams;
  private transient SyncFailures failures;
  private transient EventAccess access;

  /** For the container, which injects the rest. */
  public SyncStreamServlet() {}

  @Inject
  void set(EventLog log, LiveStreams streams, SyncFailures failures, EventAccess access) {
    this.access = access;
    this.log = log;
    this.streams = streams;
    this.failures = failures;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      if (!request.getMethod().equals("GET")) {
        throw Problem.of(ProblemType.METHOD_NOT_ALLOWED).header("Allow", "GET").asException();
      }
      streams.open(
          request,
          response,
          new SubscriptionRequest(
              EventFilter.ALL, start(request), false, access.lasting(Callers.of(request))),
          KitFrames::print);
    } catch (RuntimeException e) {
      failures.answer(e, request, response);
    }
  }

  private StartFrom start(HttpServletRequest request) {
    String lastEventId = request.getHeader("Last-Event-ID");
    boolean resumed = lastEventId != null && !lastEventId.isBlank();
    String cursor = resumed ? lastEventId : request.getParameter("cursor");
    if (cursor == null || cursor.isBlank()) {
      return new StartFrom.Beginning();
    }
    long since;
    try {
      since = KitCursor.parse(cursor);
    } catch (IllegalArgumentException e) {
      throw Problem.invalidParameter(resumed ? "Last-Event-ID" : "cursor", e.getMessage())
          .asException(e);
    }
    LogState state = log.state();
    return since == 0
        ? new StartFrom.Beginning()
        : new StartFrom.After(new Cursor(state.epoch(), Pull.start(state, since)));
  }
}
