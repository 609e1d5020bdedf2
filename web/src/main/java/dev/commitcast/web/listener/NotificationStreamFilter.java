package dev.commitcast.web.listener;

import dev.commitcast.notifications.channel.PostgresListener;
import dev.commitcast.web.events.AcceptHeader;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemException;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Serves {@code GET /api/notifications?channel=…} as server-sent events. */
@WebFilter(urlPatterns = "/api/notifications", asyncSupported = true)
public class NotificationStreamFilter extends HttpFilter {
  static final int MOST_CHANNELS = 100;

  private static final long serialVersionUID = 1L;

  private transient NotificationStreams streams;
  private transient PostgresListener listener;

  /** For the container, which injects the rest. */
  public NotificationStreamFilter() {}

  @Inject
  void set(NotificationStreams all, PostgresListener of) {
    this.streams = all;
    this.listener = of;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String accept = String.join(",", Collections.list(request.getHeaders("Accept")));
    if (!request.getMethod().equals("GET")
        || AcceptHeader.choose(accept) != AcceptHeader.Choice.EVENT_STREAM) {
      chain.doFilter(request, response);
      return;
    }
    try {
      streams.open(request, response, channels(request));
    } catch (ProblemException e) {
      e.problem().answer(request, response);
    }
  }

  private Set<String> channels(HttpServletRequest request) throws IOException {
    if (request.getCharacterEncoding() == null) {
      request.setCharacterEncoding("UTF-8");
    }
    for (String name : Collections.list(request.getParameterNames())) {
      if (!name.equals("channel")) {
        throw Problem.invalidParameter(name, "There is no such parameter; known is channel.")
            .asException();
      }
    }
    String[] values = request.getParameterValues("channel");
    if (values == null || values.length > MOST_CHANNELS) {
      throw refused("channel names what to hear; it is given 1 to " + MOST_CHANNELS + " times.");
    }
    Set<String> channels = new LinkedHashSet<>(List.of(values));
    for (String channel : channels) {
      try {
        listener.requireChannel(channel);
      } catch (IllegalArgumentException e) {
        throw refused(e.getMessage());
      }
      if (!NotificationFormat.canName(channel)) {
        throw refused("A channel whose name has a line end cannot be heard as an event stream.");
      }
    }
    return channels;
  }

  private static ProblemException refused(String sentence) {
    return Problem.invalidParameter("channel", sentence).asException();
  }
}
