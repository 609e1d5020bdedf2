package dev.commitcast.web.request;

import dev.commitcast.domain.ulid.Ulid;
import dev.commitcast.domain.ulid.UlidGenerator;
import dev.commitcast.web.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;

/** Keys in requests, and the generator of new ones. Stateless. */
@ApplicationScoped
public class Ulids {
  @Produces
  @Singleton
  UlidGenerator generator() {
    return new UlidGenerator(Clock.systemUTC(), new SecureRandom());
  }

  /** A key in a path: whatever is none names nothing, so the answer is 404. */
  public static Ulid inPath(String what, String text) {
    if (!Ulid.isValid(text)) {
      throw Problem.notFound("There is no such " + what + ": its id is a ULID, 26 characters.")
          .asException();
    }
    return new Ulid(text);
  }
}
