package dev.commitcast.web.store;

import dev.commitcast.domain.event.AppendResult;
import dev.commitcast.domain.event.AppendedEvent;
import dev.commitcast.domain.event.StreamInfo;
import java.util.stream.Collectors;

/** Results and streams as clients see them. Stateless. */
final class StoreJson {
  private StoreJson() {}

  /**
   * What became of an append.
   *
   * @param version of the stream now
   */
  static String print(AppendResult result, long version) {
    return result.events().stream()
        .map(StoreJson::print)
        .collect(
            Collectors.joining(
                ",",
                "{\"stream\":"
                    + JsonStrings.quote(result.stream().value())
                    + ",\"version\":"
                    + version
                    + ",\"events\":[",
                "]}"));
  }

  private static String print(AppendedEvent event) {
    return "{\"id\":"
        + JsonStrings.quote(event.id())
        + ",\"streamVersion\":"
        + event.streamVersion()
        + (event.repeated() ? ",\"repeated\":true}" : "}");
  }

  /** A stream; absent members are left out, metadata stands as the database printed it. */
  static String print(StreamInfo stream) {
    StringBuilder out = new StringBuilder("{\"stream\":");
    out.append(JsonStrings.quote(stream.stream()));
    out.append(",\"version\":").append(stream.version());
    if (stream.captured()) {
      out.append(",\"captured\":true");
    }
    out.append(",\"createdAt\":\"").append(stream.createdAt()).append('"');
    out.append(",\"updatedAt\":\"").append(stream.updatedAt()).append('"');
    stream.deletedAt().ifPresent(at -> out.append(",\"deletedAt\":\"").append(at).append('"'));
    if (stream.truncateBefore() > 1) {
      out.append(",\"truncateBefore\":").append(stream.truncateBefore());
    }
    stream.metadata().ifPresent(json -> out.append(",\"metadata\":").append(json));
    return out.append('}').toString();
  }
}
