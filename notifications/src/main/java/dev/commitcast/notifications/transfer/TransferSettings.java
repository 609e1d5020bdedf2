package dev.commitcast.notifications.transfer;

import dev.commitcast.persistence.config.Settings;

/**
 * What is configured about imports over HTTP. Immutable.
 *
 * @param maxUpload most bytes of a file that is sent
 * @param atOnce how many imports may run on this node
 */
public record TransferSettings(long maxUpload, int atOnce) {
  public static final String MAX_UPLOAD = "commitcast.transfer.max-upload";
  private static final long GIB = 1L << 30;

  public static TransferSettings from(Settings settings) {
    return new TransferSettings(
        settings.number(MAX_UPLOAD, GIB, 1024, 1024 * GIB),
        settings.number("commitcast.transfer.at-once", 2, 1, 16));
  }
}
