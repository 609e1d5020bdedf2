package dev.commitcast.web.sync;

import dev.commitcast.domain.event.AppendRefusedException;
import dev.commitcast.domain.event.InvalidEventException;
import dev.commitcast.domain.ulid.UlidGenerator;
import dev.commitcast.persistence.change.ChangeContext;
import dev.commitcast.persistence.sync.Review;
import dev.commitcast.persistence.sync.ReviewClosedException;
import dev.commitcast.persistence.sync.Reviews;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemException;
import dev.commitcast.web.problem.ProblemType;
import dev.commitcast.web.request.Correlation;
import dev.commitcast.web.request.JsonBody;
import dev.commitcast.web.request.Parameters;
import dev.commitcast.web.security.Callers;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Pushed events that wait for an operator's decision. */
@Path("/sync/reviews")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ReviewsResource {
  private static final Set<String> MEMBERS = Set.of("decision", "data", "note", "by");
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1_000;
  private static final int LONGEST_NOTE = 2_000;

  @Inject Reviews reviews;
  @Inject UlidGenerator ulids;
  @Context HttpServletRequest request;

  @GET
  public Response list(
      @QueryParam("all") String all,
      @QueryParam("after") String after,
      @QueryParam("limit") String limit) {
    if (all != null && !all.equals("true") && !all.equals("false")) {
      throw Problem.invalidParameter("all", "all is true or false.").asException();
    }
    List<Review> found =
        reviews.list(
            !"true".equals(all),
            after == null ? 0 : number("after", after),
            Parameters.limit(limit, DEFAULT_LIMIT, MAX_LIMIT));
    return json(ReviewJson.list(found));
  }

  @GET
  @Path("{id}")
  public Response one(@PathParam("id") String id) {
    return json(ReviewJson.print(reviews.find(numberInPath(id)).orElseThrow(() -> none(id))));
  }

  @POST
  @Path("{id}/decision")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response decide(@PathParam("id") String id, InputStream body) {
    long number = numberInPath(id);
    JsonBody given = JsonBody.read(body, MEMBERS);
    Review.Decision decision = decision(given);
    String data = given.json("data").orElse(null);
    if ((data != null) != (decision == Review.Decision.REPLACE)) {
      throw given.invalid("data", "must be given to replace, and only then.", null);
    }
    String note = given.text("note").orElse(null);
    if (note != null && note.length() > LONGEST_NOTE) {
      throw given.invalid("note", "has at most " + LONGEST_NOTE + " characters.", null);
    }
    String by = given.text("by").orElse(null);
    if (by != null && !ChangeContext.accepts(by)) {
      throw given.invalid("by", "has at most 200 printable ASCII characters.", null);
    }
    try {
      return json(
          ReviewJson.print(
              reviews
                  .decide(
                      number,
                      decision,
                      data,
                      note,
                      Correlation.context(request, ulids, Callers.actor(request, by)))
                  .orElseThrow(() -> none(id))));
    } catch (ReviewClosedException e) {
      throw Problem.of(ProblemType.CONFLICT).detail(e.getMessage()).asException(e);
    } catch (InvalidEventException e) {
      throw Problem.invalidValue("data", e.getMessage()).asException(e);
    } catch (AppendRefusedException e) {
      throw Problem.of(ProblemType.CONFLICT).detail(e.getMessage()).asException(e);
    }
  }

  private static Review.Decision decision(JsonBody given) {
    String word = given.requiredText("decision");
    for (Review.Decision each : Review.Decision.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(word)) {
        return each;
      }
    }
    throw given.invalid("decision", "is append, replace or discard.", null);
  }

  private static long numberInPath(String text) {
    if (!text.matches("\\d{1,18}")) {
      throw none(text);
    }
    return Long.parseLong(text);
  }

  private static long number(String name, String text) {
    if (!text.matches("\\d{1,18}")) {
      throw Problem.invalidParameter(name, name + " is a whole number from 0.").asException();
    }
    return Long.parseLong(text);
  }

  private static ProblemException none(String id) {
    return Problem.notFound("There is no review " + id + ".").asException();
  }

  private static Response json(String text) {
    return Response.ok(text, MediaType.APPLICATION_JSON_TYPE).build();
  }
}
