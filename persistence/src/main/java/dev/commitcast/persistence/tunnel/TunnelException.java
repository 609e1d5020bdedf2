package dev.commitcast.persistence.tunnel;

import java.util.Objects;

/** There is no tunnel; the message says why and what helps, the fault says it to programs. */
public class TunnelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final TunnelFault fault;

  public TunnelException(TunnelFault fault, String message, Throwable cause) {
    super(message, cause);
    this.fault = Objects.requireNonNull(fault, "A tunnel that fails has a fault.");
  }

  public TunnelException(TunnelFault fault, String message) {
    this(fault, message, null);
  }

  public TunnelFault fault() {
    return fault;
  }
}
