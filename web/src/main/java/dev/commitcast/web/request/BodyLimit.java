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

  /** For requests that bring events, which are larger than any other. */
  static final String EVENTS_KEY = "commitcast.http.max-append";

  private static final int EVENTS_DEFAULT = 32 * 1024 * 1024;
  private static final int EVENTS_MAX = 256 * 1024 * 1024;

  @Inject Config config;
  @Context ResourceInfo resource;

  private int limit;
  private int eventsLimit;

  @PostConstruct
  void configure() {
    limit = limit(Settings.of(config));
    eventsLimit = eventsLimit(Settings.of(config));
  }

  static int limit(Settings settings) {
    return settings.number(KEY, DEFAULT, 1024, MAX);
  }

  static int eventsLimit(Settings settings) {
    return settings.number(EVENTS_KEY, EVENTS_DEFAULT, 1024, EVENTS_MAX);
  }

  @Override
  public void filter(ContainerRequestContext request) {
    if (resource.getResourceMethod().isAnnotationPresent(BodyOfAnySize.class)) {
      // asked for in any case: a body without a type counts as none
      request.setEntityStream(bodyOf(request));
      return;
    }
    boolean events = resource.getResourceMethod().isAnnotationPresent(TakesEvents.class);
    String key = events ? EVENTS_KEY : KEY;
    int most = events ? eventsLimit : limit;
    if (request.getLength() > most) {
      throw tooLarge(key, most);
    }
    if (request.hasEntity()) {
      request.setEntityStream(new Limited(bodyOf(request), key, most));
    }
  }

  private static InputStream bodyOf(ContainerRequestContext request) {
    InputStream wire = new SteadyBody(request.getEntityStream());
    return new Untorn(
        isPacked(request.getHeaderString("Content-Encoding")) ? unpacked(wire) : wire);
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

  private static ProblemException tooLarge(String key, int limit) {
    return Problem.of(ProblemType.TOO_LARGE)
        .detail("A body has at most " + limit + " bytes; the setting " + key + " changes it.")
        .with("limit", limit)
        .asException();
  }

  /**
   * Makes a body that breaks off, or is framed or packed other than its headers say, the client's
   * fault and not the server's. Not thread-safe, as no stream is.
   */
  private static final class Untorn extends FilterInputStream {
    Untorn(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      try {
        return super.read(bytes, offset, length);
      } catch (IOException e) {
        throw Problem.of(ProblemType.INVALID_BODY)
            .detail("The body ended too early, or is not framed or packed as its headers say.")
            .asException(e);
      }
    }
  }

  /** Counts what is read. Not thread-safe, as no stream is. */
  static final class Limited extends FilterInputStream {
    private final String key;
    private final int limit;
    private long read;

    Limited(InputStream in, String key, int limit) {
      super(in);
      this.key = key;
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
        throw tooLarge(key, limit);
      }
    }
  }
}
