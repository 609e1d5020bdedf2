package dev.commitcast.quiesce;

import com.ibm.wsspi.kernel.service.utils.ServerQuiesceListener;
import java.lang.management.ManagementFactory;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Passes on to the application that the server has begun to stop, whether by a signal or by its own
 * command.
 *
 * <p>The server itself says so, and only then: a watcher that tries the node's port or executor
 * from within would guess, and could drain a living node when descriptors or threads run out.
 * Stateless.
 */
public final class StopNotice implements ServerQuiesceListener {
  /** Where the application listens. */
  static final String NAME = "dev.commitcast:type=Stopping";

  static final String OPERATION = "begin";

  private final MBeanServer beans;

  /** Created by the server, by the name in {@code META-INF/services}. */
  public StopNotice() {
    this(ManagementFactory.getPlatformMBeanServer());
  }

  StopNotice(MBeanServer beans) {
    this.beans = beans;
  }

  @Override
  public void serverStopping() {
    try {
      beans.invoke(new ObjectName(NAME), OPERATION, new Object[0], new String[0]);
    } catch (InstanceNotFoundException expected) {
      // the application does not run: it has not started, or it has failed to
      return;
    } catch (JMException e) {
      System.getLogger(StopNotice.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "The application was not told that the server stops; its streams will be cut off.",
              e);
    }
  }
}
