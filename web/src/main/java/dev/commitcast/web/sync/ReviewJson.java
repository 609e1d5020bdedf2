package dev.commitcast.web.sync;

import dev.commitcast.domain.json.StrictJson;
import dev.commitcast.persistence.sync.Review;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Prints reviews. Data and metadata stay as they are stored, whatever they hold. Stateless. */
final class ReviewJson {
  private ReviewJson() {}

  static String list(List<Review> reviews) {
    return reviews.stream()
        .map(ReviewJson::print)
        .collect(Collectors.joining(",", "{\"reviews\":[", "]}"));
  }

  static String print(Review review) {
    StringBuilder out = new StringBuilder(256);
    out.append("{\"id\":").append(review.id());
    text(out, "eventId", review.eventId());
    text(out, "stream", review.stream());
    text(out, "type", review.type());
    raw(out, "data", review.data());
    raw(out, "metadata", review.metadata());
    raw(out, "base", Long.toString(review.base()));
    out.append(",\"with\":{\"id\":").append(StrictJson.quote(review.rival()));
    review.rivalVersion().ifPresent(version -> out.append(",\"version\":").append(version));
    out.append('}');
    text(out, "receivedAt", review.receivedAt().toString());
    review
        .outcome()
        .ifPresent(
            outcome -> {
              text(out, "decision", outcome.decision().name().toLowerCase(Locale.ROOT));
              text(out, "decidedAt", outcome.at().toString());
              text(out, "by", outcome.by());
              text(out, "note", outcome.note());
            });
    return out.append('}').toString();
  }

  private static void text(StringBuilder out, String name, String value) {
    raw(out, name, value == null ? null : StrictJson.quote(value));
  }

  private static void raw(StringBuilder out, String name, String json) {
    if (json != null) {
      out.append(",\"").append(name).append("\":").append(json);
    }
  }
}
