package dev.commitcast.web.request;

import dev.commitcast.domain.ulid.UlidGenerator;
import dev.commitcast.persistence.change.ChangeContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;

/** The id that ties a request to its events and log lines, and its trace. Stateless. */
public final class Correlation {
  public static final String HEADER = "X-Correlation-ID";

  /** The actor of a request that names none. */
  public static final String ANONYMOUS = "anonymous";

  private static final String ATTRIBUTE = Correlation.class.getName();
  private static final Pattern PLAIN = Pattern.compile("[0-9A-Za-z][0-9A-Za-z._:/+=@-]{0,99}");
  private static final Pattern TRACE =
      Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  private Correlation() {}

  /** The request's id; given by the client if it is usable, else new, and the same ever after. */
  public static String of(HttpServletRequest request, UlidGenerator ulids) {
    if (request.getAttribute(ATTRIBUTE) instanceof String known) {
      return known;
    }
    String given = request.getHeader(HEADER);
    String id = given != null && PLAIN.matcher(given).matches() ? given : ulids.next().value();
    request.setAttribute(ATTRIBUTE, id);
    return id;
  }

  /**
   * Who and why for the changes of a request. Every change names an actor: whoever asks without
   * saying who is {@value #ANONYMOUS}, which differs from a change that did not come this way.
   *
   * @param actor {@code null} if the request does not say it
   */
  public static ChangeContext context(
      HttpServletRequest request, UlidGenerator ulids, String actor) {
    String given = request.getHeader("traceparent");
    String trace = given != null && TRACE.matcher(given).matches() ? given : null;
    return new ChangeContext(
        actor == null ? ANONYMOUS : actor,
        of(request, ulids),
        CommitSpan.begin(request, trace).orElse(trace));
  }
}
