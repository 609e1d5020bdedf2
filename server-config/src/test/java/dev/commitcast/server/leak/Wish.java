package dev.commitcast.server.leak;

import java.util.Optional;

/** What a reader filters for. Immutable. */
record Wish(Optional<String> room, Optional<String> type, Optional<String> category) {
  static final Wish ALL = new Wish(Optional.empty(), Optional.empty(), Optional.empty());

  static Wish ofRoom(String room) {
    return new Wish(Optional.of(room), Optional.empty(), Optional.empty());
  }

  static Wish ofType(String type) {
    return new Wish(Optional.empty(), Optional.of(type), Optional.empty());
  }

  static Wish ofCategory(String category) {
    return new Wish(Optional.empty(), Optional.empty(), Optional.of(category));
  }

  boolean matches(LoggedChange event) {
    // nobody is shown the nodes' canaries who does not ask for them
    return room.map(each -> each.equals(event.room())).orElse(true)
        && type.map(each -> each.equals(event.type()))
            .orElse(!event.type().equals("commitcast_canary"))
        && category.map(each -> each.equals(event.category())).orElse(true);
  }

  /** As the parameters of a request, each with an ampersand before it. */
  String query() {
    return room.map(each -> "&room=" + each).orElse("")
        + type.map(each -> "&type=" + each).orElse("")
        + category.map(each -> "&category=" + each).orElse("");
  }
}
