package dev.commitcast.web.problem;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Where a problem's type leads: all kinds with what to do, made from their own words. Stateless.
 */
@WebServlet("/docs/problems")
public class ProblemPage extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    StringBuilder html =
        new StringBuilder(
            "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
                + "<title>Commitcast: problems</title>\n<h1>Problems</h1>\n"
                + "<p>Every error of the API is a problem detail as of RFC 9457; its type leads"
                + " here.</p>\n");
    for (ProblemType type : ProblemType.values()) {
      html.append("<h2 id=\"").append(type.anchor()).append("\">").append(type.title());
      html.append("</h2>\n<p>Status ").append(type.status()).append(". ");
      html.append(type.advice()).append("</p>\n");
    }
    byte[] body = html.toString().getBytes(StandardCharsets.UTF_8);
    response.setContentType("text/html; charset=utf-8");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
