package dev.commitcast.web.sync;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/**
 * A JSON answer with status 200, packed if it is worth it and the client unpacks. It is sent as it
 * grows. For one thread; {@link #finish} must be called, and only if everything was written: an
 * answer that is not finished breaks off, so that nobody takes a part for the whole.
 */
final class Answer {
  /** Below this a packed answer is hardly smaller. */
  static final int WORTH_PACKING = 1024;

  private final HttpServletResponse response;
  private final boolean mayPack;
  private final ByteArrayOutputStream first = new ByteArrayOutputStream(2 * WORTH_PACKING);
  private OutputStream out;

  Answer(HttpServletRequest request, HttpServletResponse response) {
    this.response = response;
    this.mayPack = acceptsGzip(request.getHeader("Accept-Encoding"));
  }

  void write(CharSequence text) throws IOException {
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    if (out == null) {
      first.write(bytes);
      if (first.size() >= WORTH_PACKING) {
        begin(mayPack);
      }
    } else {
      out.write(bytes);
    }
  }

  void finish() throws IOException {
    if (out == null) {
      response.setContentLength(first.size());
      begin(false);
    }
    out.close();
  }

  private void begin(boolean packed) throws IOException {
    response.setStatus(HttpServletResponse.SC_OK);
    response.setContentType("application/json");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Vary", "Accept-Encoding");
    if (packed) {
      response.setHeader("Content-Encoding", "gzip");
    }
    OutputStream wire = response.getOutputStream();
    out = packed ? new GZIPOutputStream(wire, 8 * 1024) : wire;
    first.writeTo(out);
    first.reset();
  }

  static boolean acceptsGzip(String acceptEncoding) {
    if (acceptEncoding == null) {
      return false;
    }
    for (String each : acceptEncoding.toLowerCase(Locale.ROOT).split(",")) {
      String[] parts = each.split(";");
      String coding = parts[0].strip();
      if (coding.equals("gzip") || coding.equals("*")) {
        return parts.length < 2 || !parts[1].strip().matches("q=0(\\.0*)?");
      }
    }
    return false;
  }
}
