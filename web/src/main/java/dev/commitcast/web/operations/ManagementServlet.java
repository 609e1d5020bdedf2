package dev.commitcast.web.operations;

import dev.commitcast.persistence.config.Settings;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemType;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.microprofile.config.Config;

/**
 * Fetches the server's own pages from their way. Where everything is on one way, as in the profile
 * dev, the server answers these paths itself and this is never asked. Thread-safe.
 */
@WebServlet({"/metrics", "/health", "/health/*", "/openapi"})
public class ManagementServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final transient HttpClient client =
      HttpClient.newBuilder().connectTimeout(PATIENCE).version(HttpClient.Version.HTTP_1_1).build();

  private transient WaySettings way;

  /** For the container, which injects the rest. */
  public ManagementServlet() {}

  @Inject
  void set(Config config) {
    this.way = WaySettings.from(Settings.of(config));
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    // everything but health has been refused already to who is no operator, by the path as it was
    // sent; one that leads here by another spelling is no path of ours
    if (!request.getRequestURI().replaceFirst("/$", "").equals(pathOf(request))) {
      Problem.of(ProblemType.NOT_FOUND).writeTo(response);
      return;
    }
    boolean health = request.getServletPath().equals("/health");
    HttpResponse<byte[]> answer;
    try {
      answer = client.send(question(request), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      Problem.unavailable("The server does not answer itself.", PATIENCE).writeTo(response);
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      Problem.unavailable("The server is stopping.", PATIENCE).writeTo(response);
      return;
    }
    response.setStatus(answer.statusCode());
    response.setHeader("Cache-Control", "no-store");
    response.setContentType(
        answer.headers().firstValue("Content-Type").orElse("application/octet-stream"));
    byte[] body = health ? bare(answer.statusCode()) : answer.body();
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /** Paths of health are words; what was decoded to anything else is not passed on. */
  private static String pathOf(HttpServletRequest request) {
    String part = request.getPathInfo() == null ? "" : request.getPathInfo();
    return request.getServletPath() + (part.matches("/[a-z]+") ? part : "");
  }

  private HttpRequest question(HttpServletRequest request) {
    String query = request.getQueryString() == null ? "" : "?" + request.getQueryString();
    HttpRequest.Builder question =
        HttpRequest.newBuilder(
                URI.create(
                    "http://"
                        + way.managementHost()
                        + ":"
                        + way.managementPort()
                        + pathOf(request)
                        + query))
            .timeout(PATIENCE);
    String accept = request.getHeader("Accept");
    if (accept != null) {
      question.header("Accept", accept);
    }
    return question.build();
  }

  /** Neither names nor reasons. */
  private static byte[] bare(int status) {
    return ("{\"status\":\"" + (status == 200 ? "UP" : "DOWN") + "\"}")
        .getBytes(StandardCharsets.UTF_8);
  }
}
