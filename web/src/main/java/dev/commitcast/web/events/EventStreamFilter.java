package dev.commitcast.web.events;

import dev.commitcast.notifications.access.Access;
import dev.commitcast.notifications.hub.EventStreamFormat;
import dev.commitcast.notifications.hub.SubscriptionRequest;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemException;
import dev.commitcast.web.problem.ProblemType;
import dev.commitcast.web.request.StreamPath;
import dev.commitcast.web.security.Callers;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Serves {@code GET /api/events} and {@code GET /api/streams/{stream}/events} to those who want an
 * event stream, and lets everybody else through to the resources of the same paths.
 */
@WebFilter(
    urlPatterns = {"/api/events", "/api/streams/*"},
    asyncSupported = true)
public class EventStreamFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  private transient LiveStreams streams;
  private transient EventPages pages;
  private transient EventAccess access;

  /** For the container, which injects the rest. */
  public EventStreamFilter() {}

  @Inject
  void set(LiveStreams streams, EventPages pages, EventAccess access) {
    this.access = access;
    this.streams = streams;
    this.pages = pages;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    try {
      route(request, response, chain);
    } catch (ProblemException e) {
      e.problem().answer(request, response);
    }
  }

  private void route(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    boolean oneStream = StreamPath.isOfEvents(request.getRequestURI());
    if (!request.getMethod().equals("GET")
        || !(oneStream || request.getRequestURI().endsWith("/api/events"))) {
      chain.doFilter(request, response);
      return;
    }
    String accept = String.join(",", Collections.list(request.getHeaders("Accept")));
    switch (AcceptHeader.choose(accept)) {
      case JSON -> {
        // read here already: what cannot be read is answered here, in the same words
        parameters(request);
        chain.doFilter(request, response);
      }
      case EVENT_STREAM -> stream(request, response, oneStream);
      default ->
          Problem.of(ProblemType.NOT_ACCEPTABLE)
              .detail("Events come as text/event-stream or as application/json.")
              .field("Accept")
              .writeTo(response);
    }
  }

  private void stream(HttpServletRequest request, HttpServletResponse response, boolean oneStream)
      throws IOException {
    Map<String, List<String>> parameters = parameters(request);
    String lastEventId = request.getHeader("Last-Event-ID");
    open(
        request,
        response,
        oneStream
            ? StreamQuery.of(request.getRequestURI(), parameters, lastEventId).live()
            : EventQuery.of(parameters, lastEventId).live());
  }

  private void open(HttpServletRequest request, HttpServletResponse response, EventQuery query)
      throws IOException {
    Access granted = access.lasting(Callers.of(request));
    EventAccess.requireRooms(granted, query.filter());
    streams.open(
        request,
        response,
        new SubscriptionRequest(
            query.filter(), pages.liveStartOf(query), query.metadata(), granted),
        frames -> EventStreamFormat.print(frames, query.metadata()));
  }

  private static Map<String, List<String>> parameters(HttpServletRequest request)
      throws IOException {
    if (request.getCharacterEncoding() == null) {
      // rooms and streams may have any letters, and a container may take a query for Latin 1
      request.setCharacterEncoding("UTF-8");
    }
    Map<String, List<String>> parameters = new HashMap<>();
    try {
      request
          .getParameterMap()
          .forEach((name, values) -> parameters.put(name, Arrays.asList(values)));
    } catch (IllegalArgumentException e) {
      throw unreadable("query", e);
    }
    return parameters;
  }

  private static ProblemException unreadable(String field, IllegalArgumentException reason) {
    return Problem.invalidParameter(field, "A percent sign is followed by two hexadecimal digits.")
        .asException(reason);
  }
}
