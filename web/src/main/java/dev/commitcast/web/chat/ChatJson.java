package dev.commitcast.web.chat;

import static dev.commitcast.persistence.json.JsonLibrary.JSON;

import dev.commitcast.domain.chat.Channel;
import dev.commitcast.domain.chat.Message;
import dev.commitcast.domain.chat.Person;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.StringReader;

/** The chat's rows as JSON. Stateless. */
final class ChatJson {
  private ChatJson() {}

  static JsonObject of(Channel channel) {
    JsonObjectBuilder json =
        JSON.createObjectBuilder().add("id", channel.id().value()).add("name", channel.name());
    channel.description().ifPresent(text -> json.add("description", text));
    channel.createdAt().ifPresent(at -> json.add("created_at", at.toInstant().toString()));
    channel.updatedAt().ifPresent(at -> json.add("updated_at", at.toInstant().toString()));
    return json.build();
  }

  /** Names only: no e-mail and no identity elsewhere. */
  static JsonObject of(Person user) {
    JsonObjectBuilder json =
        JSON.createObjectBuilder().add("id", user.id().value()).add("username", user.username());
    user.fullName().ifPresent(name -> json.add("full_name", name));
    return json.build();
  }

  static JsonObject of(Message message) {
    JsonObjectBuilder json =
        JSON.createObjectBuilder()
            .add("id", message.id().value())
            .add("channel_id", message.channelId().value())
            .add("user_id", message.userId().value())
            .add("content", message.content());
    message.createdAt().ifPresent(at -> json.add("created_at", at.toInstant().toString()));
    message.updatedAt().ifPresent(at -> json.add("updated_at", at.toInstant().toString()));
    message.metadata().ifPresent(text -> json.add("metadata", parsed(text)));
    return json.build();
  }

  private static JsonValue parsed(String text) {
    try (JsonReader reader = JSON.createReader(new StringReader(text))) {
      return reader.readValue();
    }
  }
}
