package dev.commitcast.notifications.access;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.domain.access.Grants;
import java.sql.Connection;
import java.util.HashSet;
import java.util.Set;

/**
 * What a token grants by itself: the room of its merchant, one of its own for every caller, the
 * rooms of everybody, and those that its claim {@code rooms} lists, where an entry that ends in an
 * asterisk stands for all rooms that begin so. Immutable.
 */
public final class ClaimGrants implements GrantStrategy {
  private final Set<String> everybodys;

  /**
   * @param everybodys rooms that whoever is signed in may see
   */
  public ClaimGrants(Set<String> everybodys) {
    this.everybodys = Set.copyOf(everybodys);
  }

  @Override
  public Grants grants(Caller caller, Connection snapshot) {
    Set<String> rooms = new HashSet<>(everybodys);
    Set<String> prefixes = new HashSet<>();
    rooms.add("user:" + caller.id());
    caller.claim("merchantId").forEach(merchant -> rooms.add("merchant:" + merchant));
    for (String room : caller.claim("rooms")) {
      if (room.endsWith("*")) {
        prefixes.add(room.substring(0, room.length() - 1));
      } else {
        rooms.add(room);
      }
    }
    return new Grants(false, rooms, prefixes);
  }
}
