package dev.commitcast.web.limits;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;

/** Goes on when a test says so. For one thread. */
final class HandClock implements TimeMeter {
  private long now;

  void goOn(Duration time) {
    now += time.toNanos();
  }

  @Override
  public long currentTimeNanos() {
    return now;
  }

  @Override
  public boolean isWallClockBased() {
    return false;
  }
}
