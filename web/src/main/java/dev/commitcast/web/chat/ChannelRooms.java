package dev.commitcast.web.chat;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.domain.access.Role;
import dev.commitcast.domain.chat.Channel;
import dev.commitcast.domain.ulid.Ulid;
import dev.commitcast.notifications.access.Access;
import dev.commitcast.persistence.chat.Channels;
import dev.commitcast.web.events.EventAccess;
import dev.commitcast.web.security.Callers;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which channels the caller of a request may see: those whose room it has. */
@RequestScoped
public class ChannelRooms {
  private static final String ROOM = "channel:";

  @Inject Channels channels;
  @Inject EventAccess access;
  @Inject HttpServletRequest request;

  boolean shows(Ulid channel) {
    return access.atOnce(caller()).allowsRoom(ROOM + channel.value());
  }

  /** By name. */
  List<Channel> channels(int limit) {
    if (caller().is(Role.OPERATOR)) {
      return channels.list(limit);
    }
    Access granted = access.atOnce(caller());
    Optional<Set<String>> rooms = granted.rooms();
    if (rooms.isEmpty()) {
      return channels.list(limit).stream()
          .filter(channel -> granted.allowsRoom(ROOM + channel.id().value()))
          .toList();
    }
    return channels.among(
        rooms.get().stream()
            .filter(room -> room.startsWith(ROOM) && granted.allowsRoom(room))
            .map(room -> room.substring(ROOM.length()))
            .collect(Collectors.toSet()),
        limit);
  }

  private Caller caller() {
    return Callers.of(request);
  }
}
