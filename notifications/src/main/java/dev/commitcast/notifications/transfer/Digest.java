package dev.commitcast.notifications.transfer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of what was read so far. For one thread. */
final class Digest {
  private final MessageDigest sha256;

  Digest() {
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }

  void add(byte[] bytes, int offset, int length) {
    sha256.update(bytes, offset, length);
  }

  void add(String text) {
    sha256.update(text.getBytes(StandardCharsets.UTF_8));
  }

  /** In hexadecimal digits; more may be added after. */
  String now() {
    try {
      return HexFormat.of().formatHex(((MessageDigest) sha256.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("The digest of this Java cannot be looked at.", e);
    }
  }
}
