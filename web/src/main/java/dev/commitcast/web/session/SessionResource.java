package dev.commitcast.web.session;

import static dev.commitcast.persistence.json.JsonLibrary.JSON;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.domain.ulid.UlidGenerator;
import dev.commitcast.persistence.security.RevokedAccess;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.refusal.RefusalMetrics;
import dev.commitcast.web.request.Correlation;
import dev.commitcast.web.security.Approach;
import dev.commitcast.web.security.CallerLookup;
import dev.commitcast.web.security.Callers;
import dev.commitcast.web.security.Carrier;
import dev.commitcast.web.security.DevTokens;
import dev.commitcast.web.security.Found;
import dev.commitcast.web.security.KeysUnavailableException;
import dev.commitcast.web.security.SessionCookie;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Who one is, and the cookie of a browser. */
@Path("/session")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class SessionResource {
  @Inject CallerLookup lookup;
  @Inject SessionCookie cookie;
  @Inject RevokedAccess revoked;
  @Inject DevTokens devTokens;
  @Inject RefusalMetrics metrics;
  @Inject UlidGenerator ulids;
  @Context HttpServletRequest request;

  @GET
  public Response who() {
    return answer(Callers.of(request)).build();
  }

  /** Makes a cookie of the token that the request carries. */
  @POST
  public Response begin() {
    if (!Callers.carrierOf(request).equals(Optional.of(Carrier.BEARER))) {
      throw Problem.invalidParameter(
              "Authorization", "Send the token that shall become a cookie: Bearer and the token.")
          .asException();
    }
    Caller caller = Callers.of(request);
    String token = request.getHeader(HttpHeaders.AUTHORIZATION).strip().split(" +", 2)[1];
    Duration life =
        caller.expiresAt().map(at -> Duration.between(Instant.now(), at)).orElse(Duration.ZERO);
    return answer(caller)
        .header(HttpHeaders.SET_COOKIE, cookie.of(token, life, request.isSecure()))
        .build();
  }

  /** Takes the cookie back, and trust in the token that is in it. */
  @DELETE
  public Response end() {
    Found found;
    try {
      found = lookup.find(Approach.of(request));
    } catch (KeysUnavailableException e) {
      throw Problem.unavailable(e.getMessage(), Duration.ofSeconds(5)).asException(e);
    }
    if (found instanceof Found.NotLooked unseen) {
      // or a token would stay good of which its owner believes that it is not
      metrics.limit(unseen.met().limit());
      throw unseen.met().problem().asException();
    }
    if (found instanceof Found.Known known) {
      Caller caller = known.caller();
      caller
          .tokenId()
          .ifPresent(
              id ->
                  revoked.revokeToken(
                      id,
                      caller.expiresAt(),
                      Optional.of("Signed out."),
                      Correlation.context(request, ulids, caller.id())));
    }
    return Response.noContent()
        .header(HttpHeaders.SET_COOKIE, cookie.none(request.isSecure()))
        .build();
  }

  private Response.ResponseBuilder answer(Caller caller) {
    JsonArrayBuilder roles = JSON.createArrayBuilder();
    caller.roles().stream()
        .map(role -> role.name().toLowerCase(Locale.ROOT))
        .sorted()
        .forEach(roles::add);
    JsonObjectBuilder who = JSON.createObjectBuilder().add("id", caller.id()).add("roles", roles);
    caller.claim("name").stream().findFirst().ifPresent(name -> who.add("name", name));
    caller.merchant().ifPresent(id -> who.add("merchantId", id));
    caller.expiresAt().ifPresent(at -> who.add("expiresAt", at.toString()));
    JsonObject json =
        who.add("signedIn", Callers.carrierOf(request).isPresent())
            .add("devSignIn", devTokens.available())
            .build();
    return Response.ok(json).header(HttpHeaders.CACHE_CONTROL, "no-store");
  }
}
