package dev.commitcast.notifications.presence;

/** A socket that is in rooms. */
public interface RoomMember {
  /** Whose it is; a user may have several. */
  String user();

  /** Is told one thing after the other, while the rooms are locked: keep it, and return at once. */
  void hear(RoomMessage message);
}
