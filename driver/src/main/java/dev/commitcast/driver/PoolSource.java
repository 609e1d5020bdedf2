package dev.commitcast.driver;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.ds.PGConnectionPoolDataSource;

/**
 * The driver's own source of pooled connections, which the server configures by its properties, but
 * with a list of hosts where the original takes one. As thread-safe as that.
 */
public class PoolSource extends PGConnectionPoolDataSource {
  private static final long serialVersionUID = 1L;
  private static final int USUAL_PORT = 5432;

  private String list = "localhost";
  private int defaultPort = USUAL_PORT;

  /** Such as {@code db1,db2:5433}. */
  @Override
  public void setServerName(String hosts) {
    list = hosts;
    apply();
  }

  /** Of those hosts that name none. */
  @Override
  public void setPortNumber(int port) {
    defaultPort = port == 0 ? USUAL_PORT : port;
    apply();
  }

  @Override
  public String getServerName() {
    return list;
  }

  @Override
  public int getPortNumber() {
    return defaultPort;
  }

  private void apply() {
    HostList hosts = HostList.parse(list, defaultPort);
    setServerNames(hosts.names());
    setPortNumbers(hosts.ports());
    if (hosts.several()) {
      setTargetServerType("primary");
      // what was the primary a second ago need not be it now
      setHostRecheckSeconds(0);
    }
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    if (Routes.laid() && getSocketFactory() == null) {
      setSocketFactory(RoutedSocketFactory.class.getName());
    }
    return super.getConnection(user, password);
  }
}
