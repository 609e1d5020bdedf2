package dev.commitcast.notifications.stop;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Can be called by the server from outside of the application, while it is open. Thread-safe. */
record Stopping(Runnable order) implements StoppingMBean, AutoCloseable {
  /** Registers it; it takes the place of one that an application which was cut off left behind. */
  static Stopping open(Runnable order) {
    Stopping stopping = new Stopping(order);
    try {
      stopping.close();
      beans().registerMBean(stopping, name());
      return stopping;
    } catch (JMException e) {
      throw new IllegalStateException(
          "The server cannot be given a way to tell that it stops: " + NAME, e);
    }
  }

  @Override
  public void begin() {
    order.run();
  }

  @Override
  public void close() {
    try {
      if (beans().isRegistered(name())) {
        beans().unregisterMBean(name());
      }
    } catch (JMException e) {
      throw new IllegalStateException("It cannot be taken back: " + NAME, e);
    }
  }

  private static MBeanServer beans() {
    return ManagementFactory.getPlatformMBeanServer();
  }

  private static ObjectName name() throws JMException {
    return new ObjectName(NAME);
  }
}
