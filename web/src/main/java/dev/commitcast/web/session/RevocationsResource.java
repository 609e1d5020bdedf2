package dev.commitcast.web.session;

import static dev.commitcast.persistence.json.JsonLibrary.JSON;

import dev.commitcast.domain.ulid.UlidGenerator;
import dev.commitcast.persistence.change.ChangeContext;
import dev.commitcast.persistence.security.RevokedAccess;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.request.Correlation;
import dev.commitcast.web.request.JsonBody;
import dev.commitcast.web.security.Callers;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Set;

/** Ends the access of a token or of a user, everywhere, from this moment on. */
@Path("/revocations")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class RevocationsResource {
  private static final Set<String> MEMBERS =
      Set.of("token_id", "user_id", "issued_until", "expires_at", "reason");
  private static final int LONGEST_REASON = 500;

  @Inject RevokedAccess revoked;
  @Inject UlidGenerator ulids;
  @Context HttpServletRequest request;

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response revoke(InputStream body) {
    JsonBody given = JsonBody.read(body, MEMBERS);
    Optional<String> token = name(given, "token_id");
    Optional<String> user = name(given, "user_id");
    if (token.isPresent() == user.isPresent()) {
      throw Problem.invalidValue("tokenId", "Name a token, or a user: tokenId or userId.")
          .asException();
    }
    Optional<String> reason = given.text("reason");
    if (reason.filter(text -> text.length() > LONGEST_REASON).isPresent()) {
      throw given.invalid("reason", "has at most " + LONGEST_REASON + " characters.", null);
    }
    Optional<Instant> expiry = given.time("expires_at").map(OffsetDateTime::toInstant);
    Optional<Instant> until = given.time("issued_until").map(OffsetDateTime::toInstant);
    ChangeContext context = Correlation.context(request, ulids, Callers.actor(request, null));
    JsonObjectBuilder answer = JSON.createObjectBuilder();
    if (token.isPresent()) {
      refuse(given, "issued_until", "is for the tokens of a user; a single one has its tokenId.");
      revoked.revokeToken(token.get(), expiry, reason, context);
      answer.add("tokenId", token.get());
    } else {
      refuse(given, "expires_at", "is for a single token; those of a user expire each by itself.");
      revoked.revokeUser(user.get(), until, reason, context);
      answer.add("userId", user.get());
    }
    return Response.status(Response.Status.CREATED).entity(answer.build()).build();
  }

  private static void refuse(JsonBody given, String name, String restOfSentence) {
    if (given.has(name)) {
      throw given.invalid(name, restOfSentence, null);
    }
  }

  private static Optional<String> name(JsonBody given, String member) {
    Optional<String> name = given.text(member);
    name.filter(text -> text.isBlank() || !ChangeContext.accepts(text))
        .ifPresent(
            text -> {
              throw given.invalid(member, "has 1 to 200 printable ASCII characters.", null);
            });
    return name;
  }
}
