package dev.commitcast.web.transfer;

import dev.commitcast.notifications.transfer.Exporter;
import dev.commitcast.notifications.transfer.Format;
import dev.commitcast.notifications.transfer.ImportJobs;
import dev.commitcast.notifications.transfer.OnError;
import dev.commitcast.notifications.transfer.TransferException;
import dev.commitcast.notifications.transfer.VersionTakenException;
import dev.commitcast.persistence.transfer.Transfer;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.problem.ProblemException;
import dev.commitcast.web.problem.ProblemType;
import dev.commitcast.web.request.BodyOfAnySize;
import dev.commitcast.web.request.Parameters;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Moves the log in and out, for operators. */
@Path("/transfers")
@RequestScoped
public class TransfersResource {
  private static final int MOST_LISTED = 100;
  private static final int LONGEST_NAME = 255;
  private static final Duration LATER = Duration.ofSeconds(30);

  @Inject ImportJobs jobs;
  @Inject Exporter exporter;
  @Context UriInfo uri;

  @GET
  public Response list(@QueryParam("limit") String limit) {
    return json(
        jobs.newest(Parameters.limit(limit, MOST_LISTED, MOST_LISTED)).stream()
            .map(this::print)
            .collect(Collectors.joining(",", "{\"transfers\":[", "]}")));
  }

  @GET
  @Path("{id}")
  public Response one(@PathParam("id") String id) {
    return json(print(jobs.find(id).orElseThrow(() -> none(id))));
  }

  @POST
  @BodyOfAnySize
  public Response start(
      @QueryParam("format") String format,
      @QueryParam("onError") String onError,
      @QueryParam("name") String name,
      InputStream body)
      throws IOException {
    if (name != null && (name.isBlank() || name.length() > LONGEST_NAME)) {
      throw Problem.invalidParameter("name", "name has 1 to 255 characters.").asException();
    }
    try {
      Transfer begun =
          jobs.start(
              body,
              Optional.ofNullable(format).map(word -> choice("format", word, Format.class)),
              name == null ? "upload" : name,
              choice("onError", onError == null ? "stop" : onError, OnError.class));
      return Response.accepted(print(begun))
          .type(MediaType.APPLICATION_JSON_TYPE)
          .location(uri.getAbsolutePathBuilder().path(begun.id()).build())
          .build();
    } catch (ImportJobs.RefusedException e) {
      throw e.isTooLarge()
          ? Problem.of(ProblemType.TOO_LARGE).detail(e.getMessage()).asException(e)
          : Problem.unavailable(e.getMessage(), LATER).asException(e);
    } catch (TransferException e) {
      throw e.getCause() == null || e.getCause() instanceof IOException
          ? Problem.of(ProblemType.CONFLICT).detail(e.getMessage()).asException(e)
          : e;
    }
  }

  @DELETE
  @Path("{id}")
  public Response cancel(@PathParam("id") String id) {
    Transfer transfer = jobs.find(id).orElseThrow(() -> none(id));
    if (!jobs.cancel(id)) {
      throw Problem.of(ProblemType.CONFLICT)
          .detail("The import " + transfer.id() + " does not run on this node.")
          .asException();
    }
    return Response.accepted(print(transfer)).type(MediaType.APPLICATION_JSON_TYPE).build();
  }

  @GET
  @Path("export")
  public Response export(
      @QueryParam("format") String format,
      @QueryParam("after") String after,
      @QueryParam("versions") String versions) {
    Format wanted = choice("format", format == null ? "jsonl" : format, Format.class);
    Exporter.Versions numbers =
        choice("versions", versions == null ? "log" : versions, Exporter.Versions.class);
    if (after != null && !after.matches("\\d{1,18}")) {
      throw Problem.invalidParameter("after", "after is a version, a whole number.").asException();
    }
    long behind = after == null ? 0 : Long.parseLong(after);
    exporter.state();
    boolean table = wanted == Format.SQLITE;
    StreamingOutput body =
        table
            ? out -> {
              java.nio.file.Path folder = Files.createTempDirectory("commitcast-export-");
              java.nio.file.Path file = folder.resolve("events.db");
              try {
                exporter.toFile(file, wanted, behind, numbers, progress -> {});
                Files.copy(file, out);
              } catch (VersionTakenException e) {
                throw Problem.of(ProblemType.CONFLICT)
                    .detail(e.getMessage())
                    .field("versions")
                    .asException(e);
              } finally {
                Files.deleteIfExists(file);
                Files.deleteIfExists(folder);
              }
            }
            : out -> exporter.toJsonLines(out, behind, numbers, progress -> {});
    return Response.ok(body, table ? "application/vnd.sqlite3" : "application/x-ndjson")
        .header(
            "Content-Disposition",
            "attachment; filename=\"events." + (table ? "db" : "jsonl") + "\"")
        .header("Cache-Control", "no-store")
        .build();
  }

  private String print(Transfer transfer) {
    return TransferJson.print(transfer, jobs.speed(transfer.id()), Instant.now());
  }

  private static <E extends Enum<E>> E choice(String name, String word, Class<E> type) {
    for (E each : type.getEnumConstants()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(word)) {
        return each;
      }
    }
    throw Problem.invalidParameter(
            name,
            name
                + " is one of "
                + Arrays.stream(type.getEnumConstants())
                    .map(each -> each.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", "))
                + ".")
        .asException();
  }

  private static ProblemException none(String id) {
    return Problem.notFound("There is no import " + id + ".").asException();
  }

  private static Response json(String text) {
    return Response.ok(text, MediaType.APPLICATION_JSON_TYPE).build();
  }
}
