package dev.commitcast.web.session;

import static dev.commitcast.persistence.json.JsonLibrary.JSON;

import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemException;
import dev.commitcast.web.problem.ProblemType;
import dev.commitcast.web.request.JsonBody;
import dev.commitcast.web.security.DevTokens;
import dev.commitcast.web.security.SessionCookie;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Lets anybody in as a demo user, on a node that issues its own tokens. On any other there is no
 * such path. Thread-safe.
 */
@WebServlet("/dev/sign-in")
public class DevSignIn extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private transient DevTokens tokens;
  private transient SessionCookie cookie;

  /** For the container, which injects the rest. */
  public DevSignIn() {}

  @Inject
  void set(DevTokens tokens, SessionCookie cookie) {
    this.tokens = tokens;
    this.cookie = cookie;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      if (!tokens.available()) {
        throw Problem.of(ProblemType.NOT_FOUND).asException();
      }
      switch (request.getMethod()) {
        case "GET" -> users(response);
        case "POST" -> signIn(request, response);
        default ->
            throw Problem.of(ProblemType.METHOD_NOT_ALLOWED)
                .header("Allow", "GET, POST")
                .asException();
      }
    } catch (ProblemException e) {
      e.problem().writeTo(response);
    }
  }

  private static void users(HttpServletResponse response) throws IOException {
    JsonArrayBuilder users = JSON.createArrayBuilder();
    for (DemoUser user : DemoUser.values()) {
      users.add(
          JSON.createObjectBuilder()
              .add("user", user.key())
              .add("name", user.fullName())
              .add("about", user.about()));
    }
    send(JSON.createObjectBuilder().add("users", users).build(), response);
  }

  private void signIn(HttpServletRequest request, HttpServletResponse response) throws IOException {
    // another site's form cannot send this type without asking first
    if (!String.valueOf(request.getContentType()).strip().startsWith("application/json")) {
      throw Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE)
          .detail("The body is of the type application/json.")
          .asException();
    }
    String key = JsonBody.read(request.getInputStream(), Set.of("user")).requiredText("user");
    DemoUser user =
        DemoUser.of(key)
            .orElseThrow(
                () ->
                    Problem.invalidValue("user", "user is one of " + everybody() + ".")
                        .asException());
    String token = tokens.issue(user.id(), user.groups(), user.claims());
    response.addHeader("Set-Cookie", cookie.of(token, DevTokens.LIFE, request.isSecure()));
    send(
        JSON.createObjectBuilder()
            .add("id", user.id())
            .add("name", user.fullName())
            .add("token", token)
            .build(),
        response);
  }

  private static String everybody() {
    return Arrays.stream(DemoUser.values()).map(DemoUser::key).collect(Collectors.joining(", "));
  }

  private static void send(JsonObject json, HttpServletResponse response) throws IOException {
    byte[] body = json.toString().getBytes(StandardCharsets.UTF_8);
    response.setHeader("Cache-Control", "no-store");
    response.setContentType("application/json");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
