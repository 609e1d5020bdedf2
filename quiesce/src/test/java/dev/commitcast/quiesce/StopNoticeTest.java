package dev.commitcast.quiesce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.ibm.wsspi.kernel.service.utils.ServerQuiesceListener;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class StopNoticeTest {
  private final MBeanServer beans = MBeanServerFactory.newMBeanServer();

  /** What the application registers. */
  public interface ListeningMBean {
    void begin();
  }

  record Listening(AtomicInteger calls) implements ListeningMBean {
    @Override
    public void begin() {
      calls.incrementAndGet();
    }
  }

  @Test
  void theApplicationIsToldOnce() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    beans.registerMBean(new Listening(calls), new ObjectName(StopNotice.NAME));
    new StopNotice(beans).serverStopping();
    assertThat(calls).hasValue(1);
  }

  @Test
  void aServerWithoutTheApplicationStopsAllTheSame() {
    assertThatCode(new StopNotice(beans)::serverStopping).doesNotThrowAnyException();
  }

  @Test
  void theServerFindsIt() {
    assertThat(ServiceLoader.load(ServerQuiesceListener.class))
        .hasOnlyElementsOfType(StopNotice.class)
        .hasSize(1);
  }
}
