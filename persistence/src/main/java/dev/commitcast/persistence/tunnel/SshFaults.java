package dev.commitcast.persistence.tunnel;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;

/** From what the SSH library throws to a fault and its sentence. Stateless. */
final class SshFaults {
  private SshFaults() {}

  static TunnelException read(Exception failure, TunnelSettings settings) {
    if (failure instanceof TunnelException known) {
      return known;
    }
    TunnelFault fault = fault(failure);
    return new TunnelException(fault, sentence(fault, failure, settings), failure);
  }

  private static TunnelFault fault(Throwable failure) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable at = failure; at != null && seen.add(at); at = at.getCause()) {
      if (at instanceof UnresolvedAddressException || at instanceof UnknownHostException) {
        return TunnelFault.HOST_NOT_FOUND;
      }
      if (at instanceof ConnectException || at instanceof NoRouteToHostException) {
        return TunnelFault.CONNECTION_REFUSED;
      }
      if (at instanceof TimeoutException || at instanceof SocketTimeoutException) {
        return TunnelFault.TIMEOUT;
      }
      if (at instanceof SshException ssh
          && ssh.getDisconnectCode()
              == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE) {
        return TunnelFault.AUTHENTICATION_REFUSED;
      }
    }
    return TunnelFault.LOST;
  }

  private static String sentence(TunnelFault fault, Exception failure, TunnelSettings settings) {
    return switch (fault) {
      case CONNECTION_REFUSED ->
          "Nobody answers as SSH server at "
              + settings
              + "; check SSH_HOST, SSH_PORT and the firewall between.";
      case HOST_NOT_FOUND ->
          "The SSH server's name "
              + settings.host()
              + " is not found; check SSH_HOST, or the name service.";
      case TIMEOUT ->
          "The SSH server "
              + settings
              + " did not answer within "
              + settings.connectTimeout().toMillis()
              + " ms; check SSH_HOST and the firewall, or raise commitcast.ssh.connect-timeout.";
      case AUTHENTICATION_REFUSED ->
          "The SSH server "
              + settings
              + " refuses this user with the key of "
              + settings.key()
              + "; check SSH_USER, SSH_KEY_PATH and the authorized_keys there.";
      default ->
          "The connection to the SSH server " + settings + " failed: " + failure.getMessage();
    };
  }
}
