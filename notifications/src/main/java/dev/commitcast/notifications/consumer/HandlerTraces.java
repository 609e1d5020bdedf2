package dev.commitcast.notifications.consumer;

import java.util.concurrent.Callable;

/** Shows in the trace of an event that a handler worked on it. Implementations are thread-safe. */
public interface HandlerTraces {
  /** Traces nothing. */
  HandlerTraces NONE =
      new HandlerTraces() {
        @Override
        public <T> T around(String subscription, Delivery delivery, Callable<T> handler)
            throws Exception {
          return handler.call();
        }
      };

  /** Calls a handler, and answers and throws what it does. */
  <T> T around(String subscription, Delivery delivery, Callable<T> handler) throws Exception;
}
