package com.ibm.wsspi.kernel.service.utils;

/** A service that the server calls when it begins to stop, before it takes anything down. */
public interface ServerQuiesceListener {
  /** The server goes on when all its listeners have returned, or after half a minute. */
  void serverStopping();
}
