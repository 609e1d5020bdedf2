package dev.commitcast.notifications.sync;

import dev.commitcast.domain.json.StrictJson;
import dev.commitcast.persistence.sync.PushResult;
import dev.commitcast.persistence.sync.PushResult.Status;
import java.util.List;
import java.util.Locale;

/**
 * Prints what became of a push. go-sync-kit's own answer is {@code {"status":"ok"}}, and its client
 * looks at nothing but the HTTP status; what stands beside it is for those who want to know.
 * Stateless.
 */
public final class PushAnswer {
  private PushAnswer() {}

  public static String print(List<PushResult> results) {
    StringBuilder out = new StringBuilder(64 + 96 * results.size());
    boolean all =
        results.stream()
            .allMatch(
                each -> each.status() == Status.ACCEPTED || each.status() == Status.DUPLICATE);
    out.append("{\"status\":\"").append(all ? "ok" : "partial").append('"');
    for (Status status : Status.values()) {
      long count = results.stream().filter(each -> each.status() == status).count();
      out.append(",\"").append(word(status)).append("\":").append(count);
    }
    out.append(",\"results\":[");
    for (int i = 0; i < results.size(); i++) {
      print(results.get(i), out.append(i == 0 ? "" : ","));
    }
    return out.append("]}").toString();
  }

  private static void print(PushResult result, StringBuilder out) {
    out.append("{\"id\":").append(StrictJson.quote(result.id()));
    out.append(",\"status\":\"").append(word(result.status())).append('"');
    result.version().ifPresent(version -> out.append(",\"version\":").append(version));
    result.streamVersion().ifPresent(place -> out.append(",\"streamVersion\":").append(place));
    result.reason().ifPresent(why -> out.append(",\"reason\":").append(StrictJson.quote(why)));
    result.conflict().ifPresent(conflict -> print(conflict, out));
    out.append('}');
  }

  private static void print(PushResult.Conflict conflict, StringBuilder out) {
    PushResult.Rival rival = conflict.with();
    out.append(",\"conflict\":{\"resolution\":\"").append(conflict.resolution().word());
    out.append("\",\"with\":{\"id\":").append(StrictJson.quote(rival.id()));
    out.append(",\"type\":").append(StrictJson.quote(rival.type()));
    rival.version().ifPresent(version -> out.append(",\"version\":").append(version));
    out.append(",\"streamVersion\":").append(rival.streamVersion()).append('}');
    conflict.review().ifPresent(review -> out.append(",\"review\":").append(review));
    out.append('}');
  }

  private static String word(Status status) {
    return status.name().toLowerCase(Locale.ROOT);
  }
}
