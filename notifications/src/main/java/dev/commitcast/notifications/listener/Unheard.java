package dev.commitcast.notifications.listener;

import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGNotification;

/**
 * Announcements that came while older events were read. Of versions only the highest counts, of
 * everything else only that there was something; so a long catch-up keeps no more than two. Owned
 * by one thread.
 */
final class Unheard {
  private PGNotification highest;
  private PGNotification other;

  boolean isEmpty() {
    return highest == null && other == null;
  }

  void add(List<PGNotification> announcements) {
    for (PGNotification each : announcements) {
      long version = Announcement.version(each.getParameter());
      if (version <= 0) {
        other = each;
      } else if (highest == null || version > Announcement.version(highest.getParameter())) {
        highest = each;
      }
    }
  }

  /** What counts, once. */
  List<PGNotification> take() {
    List<PGNotification> taken = new ArrayList<>(2);
    if (highest != null) {
      taken.add(highest);
    }
    if (other != null) {
      taken.add(other);
    }
    highest = null;
    other = null;
    return taken;
  }
}
