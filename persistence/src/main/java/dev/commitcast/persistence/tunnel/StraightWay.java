package dev.commitcast.persistence.tunnel;

/** No tunnel: the database is reached as it is. Stateless. */
final class StraightWay implements Tunnel {
  @Override
  public TunnelState state() {
    return TunnelState.NONE;
  }

  @Override
  public void close() {
    // nothing was opened
  }
}
