package dev.commitcast.web.request;

import dev.commitcast.persistence.config.Settings;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemException;
import dev.commitcast.web.problem.ProblemType;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.zip.GZIPInputStream;
import org.eclipse.microprofile.config.Config;

/**
 * Refuses a body that is too large, at once if its length is declared, otherwise as soon as too
 * much has been read. Thread-safe.
 */
@Provider
@ApplicationScoped
public class BodyLimit implements ContainerRequestFilter {
  static final String KEY = "commitcast.http.max-body";
  private static final int DEFAULT = 2 * 1024 * 1024;
  private static final int MAX = 64 * 1024 * 1024;

  @Inject Config config;
  @Context ResourceInfo resource;

  private int limit;

  @PostConstruct
  void configure() {
    limit = limit(Settings.of(config));
  }

  static int limit(Settings settings) {
    return settings.number(KEY, DEFAULT, 1024, MAX);
  }

  @Override
  public void filter(ContainerRequestContext request) {
    boolean limited = !isForAnySize();
    if (limited && request.getLength() > limit) {
      throw tooLarge(limit);
    }
    if (request.hasEntity()) {
      InputStream body = request.getEntityStream();
      if (isPacked(request.getHeaderString("Content-Encoding"))) {
        body = unpacked(body);
      }
      request.setEntityStream(limited ? new Limited(body, limit) : body);
    }
  }

  private boolean isForAnySize() {
    Method method = resource.getResourceMethod();
    return method != null && method.isAnnotationPresent(BodyOfAnySize.class);
  }

  private static boolean isPacked(String contentEncoding) {
    String coding = contentEncoding == null ? "identity" : contentEncoding.strip();
    if (!coding.equalsIgnoreCase("gzip") && !coding.equalsIgnoreCase("identity")) {
      throw Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE)
          .detail("A body may be packed by gzip, not by " + coding + ".")
          .field("Content-Encoding")
          .header("Accept-Encoding", "gzip")
          .asException();
    }
    return coding.equalsIgnoreCase("gzip");
  }

  private static InputStream unpacked(InputStream wire) {
    try {
      return new GZIPInputStream(wire);
    } catch (IOException e) {
      throw Problem.of(ProblemType.INVALID_BODY)
          .detail("The body is said to be gzip and is not.")
          .asException(e);
    }
  }

  private static ProblemException tooLarge(int limit) {
    return Problem.of(ProblemType.TOO_LARGE)
        .detail("A body has at most " + limit + " bytes; the setting " + KEY + " changes it.")
        .with("limit", limit)
        .asException();
  }

  /** Counts what is read. Not thread-safe, as no stream is. */
  static final class Limited extends FilterInputStream {
    private final int limit;
    private long read;

    Limited(InputStream in, int limit) {
      super(in);
      this.limit = limit;
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      count(next < 0 ? 0 : 1);
      return next;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = super.read(bytes, offset, length);
      count(count);
      return count;
    }

    private void count(int bytes) {
      read += Math.max(0, bytes);
      if (read > limit) {
        throw tooLarge(limit);
      }
    }
  }
}
