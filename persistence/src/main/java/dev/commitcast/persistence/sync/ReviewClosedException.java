package dev.commitcast.persistence.sync;

import java.util.Locale;

/** A review was decided already, so it cannot be decided again. */
public class ReviewClosedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ReviewClosedException(Review review) {
    super(
        "Review "
            + review.id()
            + " was decided already: "
            + review.outcome().orElseThrow().decision().name().toLowerCase(Locale.ROOT)
            + ".");
  }
}
