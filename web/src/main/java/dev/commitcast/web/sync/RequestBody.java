package dev.commitcast.web.sync;

import dev.commitcast.notifications.sync.SyncSettings;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemException;
import dev.commitcast.web.problem.ProblemType;
import dev.commitcast.web.request.SteadyBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads a JSON body that may be packed, within two limits: what comes over the wire, and what it
 * becomes. Both are held while it is read, so that a few bytes which unpack to gigabytes cost no
 * more than the limit. Thread-safe.
 */
final class RequestBody {
  private final SyncSettings settings;
  private final LargeBodies large;

  RequestBody(SyncSettings settings, LargeBodies large) {
    this.settings = settings;
    this.large = large;
  }

  /**
   * Reads all of it.
   *
   * @param lease is told when the body turns out to be large; closed by the caller when it is done
   */
  String read(HttpServletRequest request, LargeBodies.Lease lease) throws IOException {
    requireJson(request.getContentType());
    boolean packed = isPacked(request.getHeader("Content-Encoding"));
    if (request.getContentLengthLong() > settings.maxRequest()) {
      throw tooLarge(SyncSettings.MAX_REQUEST, settings.maxRequest());
    }
    InputStream wire =
        new Limited(
            new SteadyBody(request.getInputStream()),
            SyncSettings.MAX_REQUEST,
            settings.maxRequest());
    if (!packed) {
      try {
        return decode(gather(wire, lease));
      } catch (EOFException e) {
        throw unreadable("The body ended too early.", e);
      }
    }
    try (InputStream unpacked =
        new Limited(new GZIPInputStream(wire), SyncSettings.MAX_UNPACKED, settings.maxUnpacked())) {
      return decode(gather(unpacked, lease));
    } catch (ZipException | EOFException e) {
      throw unreadable("The body is said to be gzip and is not.", e);
    }
  }

  private byte[] gather(InputStream in, LargeBodies.Lease lease) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[16 * 1024];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      all.write(buffer, 0, count);
      large.grown(lease, all.size());
    }
    return all.toByteArray();
  }

  private static String decode(byte[] bytes) {
    if (bytes.length == 0) {
      throw unreadable("The body is empty.", null);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw unreadable("The body is not valid UTF-8.", e);
    }
  }

  /** A client that does not say what it sends sends JSON. */
  private static void requireJson(String contentType) {
    if (contentType != null
        && !contentType.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      throw Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE)
          .detail("A body is application/json, not " + contentType + ".")
          .field("Content-Type")
          .asException();
    }
  }

  private static boolean isPacked(String contentEncoding) {
    String coding = contentEncoding == null ? "" : contentEncoding.strip().toLowerCase(Locale.ROOT);
    return switch (coding) {
      case "", "identity" -> false;
      case "gzip", "x-gzip" -> true;
      default ->
          throw Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE)
              .detail("A body may be packed by gzip, not by " + coding + ".")
              .field("Content-Encoding")
              .header("Accept-Encoding", "gzip")
              .asException();
    };
  }

  static ProblemException unreadable(String detail, Throwable cause) {
    return Problem.of(ProblemType.INVALID_BODY).detail(detail).asException(cause);
  }

  private static ProblemException tooLarge(String setting, int limit) {
    return Problem.of(ProblemType.TOO_LARGE)
        .detail(
            (setting.equals(SyncSettings.MAX_UNPACKED) ? "An unpacked body" : "A body")
                + " has at most "
                + limit
                + " bytes; the setting "
                + setting
                + " changes it.")
        .with("limit", limit)
        .asException();
  }

  /** Counts what is read. Not thread-safe, as no stream is. */
  private static final class Limited extends InputStream {
    private final InputStream in;
    private final String setting;
    private final int limit;
    private long read;

    Limited(InputStream in, String setting, int limit) {
      this.in = in;
      this.setting = setting;
      this.limit = limit;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count;
      try {
        count = in.read(bytes, offset, length);
      } catch (ZipException | EOFException e) {
        throw e;
      } catch (IOException e) {
        throw unreadable("The body is not framed as its headers say.", e);
      }
      read += Math.max(0, count);
      if (read > limit) {
        throw tooLarge(setting, limit);
      }
      return count;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
