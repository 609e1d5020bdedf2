package dev.commitcast.web.request;

import dev.commitcast.web.problem.Problem;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A body from the wire whose sender must get on. Each read holds one of the server's threads, and
 * who sends a byte now and then would hold it for ever. Only the time spent on waiting for the
 * client counts, not what is done with what came. Not thread-safe, as no stream is.
 */
public final class SteadyBody extends FilterInputStream {
  private static final Duration GRACE = Duration.ofSeconds(30);
  private static final long BYTES_PER_SECOND = 1_024;

  private final LongSupplier nanos;
  private long waited;
  private long received;

  public SteadyBody(InputStream wire) {
    this(wire, System::nanoTime);
  }

  SteadyBody(InputStream wire, LongSupplier nanos) {
    super(wire);
    this.nanos = nanos;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    long began = nanos.getAsLong();
    int count = super.read(bytes, offset, length);
    waited += nanos.getAsLong() - began;
    received += Math.max(0, count);
    long seconds = Duration.ofNanos(waited).minus(GRACE).toSeconds();
    if (count >= 0 && received < seconds * BYTES_PER_SECOND) {
      throw Problem.ofStatus(408)
          .detail(
              "A body comes with at least "
                  + BYTES_PER_SECOND
                  + " bytes a second, after its first "
                  + GRACE.toSeconds()
                  + " s.")
          .header("Connection", "close")
          .asException();
    }
    return count;
  }
}
