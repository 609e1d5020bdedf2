package dev.commitcast.web.problem;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * What the container itself refuses is answered in the same form; and what it would refuse in a
 * form of its own, because it has no processor for it. Stateless.
 */
@WebServlet(
    urlPatterns = {ErrorPage.PATH, "*.jsp", "*.jspx", "*.jsv", "*.jsw"},
    asyncSupported = true)
public class ErrorPage extends HttpServlet {
  static final String PATH = "/problem";

  private static final long serialVersionUID = 1L;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    // Asked for directly, this page is nothing.
    Problem.ofStatus(status instanceof Integer code ? code : 404).writeTo(response);
  }
}
