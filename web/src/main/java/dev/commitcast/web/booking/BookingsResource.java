package dev.commitcast.web.booking;

import static dev.commitcast.persistence.json.JsonLibrary.JSON;

import dev.commitcast.domain.booking.Booking;
import dev.commitcast.domain.booking.Merchant;
import dev.commitcast.domain.ulid.Ulid;
import dev.commitcast.domain.ulid.UlidGenerator;
import dev.commitcast.persistence.booking.Bookings;
import dev.commitcast.persistence.booking.Merchants;
import dev.commitcast.persistence.change.ChangeContext;
import dev.commitcast.web.events.EventAccess;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemException;
import dev.commitcast.web.problem.ProblemType;
import dev.commitcast.web.request.Correlation;
import dev.commitcast.web.request.JsonBody;
import dev.commitcast.web.request.Parameters;
import dev.commitcast.web.request.Ulids;
import dev.commitcast.web.security.Callers;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.TreeSet;

/** Bookings of merchants. */
@Path("/bookings")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class BookingsResource {
  static final String MERGE_PATCH = "application/merge-patch+json";

  private static final Set<String> CHANGEABLE =
      new TreeSet<>(
          Set.of(
              "customer_id",
              "customer_name",
              "service",
              "staff",
              "starts_at",
              "ends_at",
              "status",
              "price",
              "notes"));
  private static final Set<String> MEMBERS = with("merchant_id");
  private static final OffsetDateTime EVER = OffsetDateTime.of(1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1000;

  @Inject Bookings bookings;
  @Inject EventAccess access;
  @Inject Merchants merchants;
  @Inject UlidGenerator ulids;
  @Context HttpServletRequest request;
  @Context UriInfo uri;

  private static Set<String> with(String more) {
    Set<String> all = new TreeSet<>(CHANGEABLE);
    all.add(more);
    return all;
  }

  @GET
  public JsonObject list(
      @QueryParam("merchant") String merchant,
      @QueryParam("from") String from,
      @QueryParam("to") String to,
      @QueryParam("limit") String limit) {
    if (merchant == null || merchant.isEmpty()) {
      throw Problem.invalidParameter("merchant", "merchant must be given: a merchant's id.")
          .asException();
    }
    OffsetDateTime start = Parameters.time("from", from, EVER);
    OffsetDateTime end = Parameters.time("to", to, EVER.withYear(9999));
    int most = Parameters.limit(limit, DEFAULT_LIMIT, MAX_LIMIT);
    requireMerchant(merchant, "merchant");
    if (!merchant.matches(Merchant.ID_PATTERN) || merchants.find(merchant).isEmpty()) {
      throw Problem.notFound("There is no merchant of this id.").field("merchant").asException();
    }
    JsonArrayBuilder found = JSON.createArrayBuilder();
    for (Booking booking : bookings.overlapping(merchant, start, end, most)) {
      found.add(BookingJson.of(booking));
    }
    return JSON.createObjectBuilder().add("bookings", found).build();
  }

  @GET
  @Path("{id}")
  public JsonObject get(@PathParam("id") String id) {
    Ulid key = Ulids.inPath("booking", id);
    return BookingJson.of(visible(key));
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response add(InputStream body) {
    JsonBody given = JsonBody.read(body, MEMBERS);
    OffsetDateTime start = given.requiredTime("starts_at");
    OffsetDateTime end = given.requiredTime("ends_at");
    String merchant = given.requiredText("merchant_id");
    requireMerchant(merchant, "merchant_id");
    Booking booking;
    try {
      booking =
          new Booking(
              ulids.next(),
              merchant,
              given.requiredText("customer_name"),
              given.requiredText("service"),
              start,
              end);
    } catch (IllegalArgumentException e) {
      throw given.refused("ends_at", e);
    }
    new BookingPatch(given).accept(booking);
    Booking added = bookings.add(booking, context());
    return Response.created(uri.getAbsolutePathBuilder().path(added.id().value()).build())
        .entity(BookingJson.of(added))
        .build();
  }

  @PATCH
  @Path("{id}")
  @Consumes({MERGE_PATCH, MediaType.APPLICATION_JSON})
  public JsonObject change(@PathParam("id") String id, InputStream body) {
    Ulid key = Ulids.inPath("booking", id);
    BookingPatch patch = new BookingPatch(JsonBody.read(body, CHANGEABLE));
    visible(key);
    return BookingJson.of(bookings.change(key, patch, context()).orElseThrow(() -> none(key)));
  }

  @DELETE
  @Path("{id}")
  public void delete(@PathParam("id") String id) {
    Ulid key = Ulids.inPath("booking", id);
    visible(key);
    if (!bookings.delete(key, context())) {
      throw none(key);
    }
  }

  /** One of a merchant whose room the caller has; any other is not there. */
  private Booking visible(Ulid id) {
    return bookings
        .find(id)
        .filter(found -> isGranted(found.merchantId()))
        .orElseThrow(() -> none(id));
  }

  private void requireMerchant(String merchant, String field) {
    if (!isGranted(merchant)) {
      throw Problem.of(ProblemType.FORBIDDEN)
          .detail("You may not see the merchant " + merchant + ".")
          .field(field)
          .asException();
    }
  }

  private boolean isGranted(String merchant) {
    return access.atOnce(Callers.of(request)).allowsRoom("merchant:" + merchant);
  }

  /** Never the customer, whose key must not leave in an event. */
  private ChangeContext context() {
    return Correlation.context(request, ulids, Callers.actor(request, null));
  }

  private static ProblemException none(Ulid id) {
    return Problem.notFound("There is no booking " + id + ".").asException();
  }
}
