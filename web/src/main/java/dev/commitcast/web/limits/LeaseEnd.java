package dev.commitcast.web.limits;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

/** Gives a place back when its request ends. Thread-safe. */
record LeaseEnd(Place.Lease lease) implements AsyncListener {
  @Override
  public void onComplete(AsyncEvent event) {
    lease.close();
  }

  @Override
  public void onError(AsyncEvent event) {
    lease.close();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    // the request goes on until it is completed
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // nobody starts these requests anew
  }
}
