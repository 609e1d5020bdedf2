package dev.commitcast.domain.chat;

import dev.commitcast.domain.ulid.Ulid;
import java.util.Optional;

/** What others may know of a user. Immutable. */
public record Person(
    Ulid id, String username, Optional<String> fullName, Optional<String> avatarUrl) {
  /** As a query gives it. */
  public Person(String id, String username, String fullName, String avatarUrl) {
    this(new Ulid(id), username, Optional.ofNullable(fullName), Optional.ofNullable(avatarUrl));
  }
}
