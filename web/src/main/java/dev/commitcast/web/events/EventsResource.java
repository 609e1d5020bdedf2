package dev.commitcast.web.events;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.domain.event.Cursor;
import dev.commitcast.notifications.access.Access;
import dev.commitcast.notifications.hub.CloseReason;
import dev.commitcast.notifications.hub.HubUnavailableException;
import dev.commitcast.notifications.hub.StartFrom;
import dev.commitcast.notifications.hub.Subscription;
import dev.commitcast.notifications.hub.SubscriptionHub;
import dev.commitcast.notifications.hub.SubscriptionRequest;
import dev.commitcast.web.limits.ConnectionLimits;
import dev.commitcast.web.limits.Place;
import dev.commitcast.web.problem.Problem;
import dev.commitcast.web.security.Callers;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.CompletionCallback;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Pages of the log, and long polls; the live stream of the same path is {@link EventStreamFilter}.
 */
@Path("/events")
@RequestScoped
public class EventsResource {
  @Inject EventPages pages;
  @Inject SubscriptionHub hub;
  @Inject EventAccess access;
  @Inject ConnectionLimits limits;
  @Context HttpServletRequest request;
  @Resource ManagedExecutorService executor;

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public void page(@Context UriInfo uri, @Suspended AsyncResponse response) {
    EventQuery query = EventQuery.of(uri.getQueryParameters(), null);
    Cursor start = pages.startOf(query);
    Caller caller = Callers.of(request);
    EventPages.Page page = pages.read(query, start, access.reading(caller, query.filter()));
    if (page.events().isEmpty() && !query.patience().isZero()) {
      waitForMore(query, page, caller, response);
    } else {
      response.resume(json(page, query));
    }
  }

  private void waitForMore(
      EventQuery query, EventPages.Page empty, Caller caller, AsyncResponse response) {
    Access granted = access.lasting(caller);
    Place.Lease place = limits.require(caller);
    // the hub's thread must not read the database, so the answer is made on another
    Runnable answer = () -> executor.execute(() -> answer(query, empty.next(), caller, response));
    try {
      Subscription subscription =
          hub.subscribe(
              new SubscriptionRequest(
                  query.filter(), new StartFrom.After(empty.next()), false, granted),
              new LongPoll(answer, () -> response.resume(empty.json(query.metadata()))));
      response.setTimeoutHandler(
          timedOut -> {
            // here and now: a handler that leaves without an answer gets 503 in its place
            timedOut.resume(empty.json(query.metadata()));
            subscription.close(CloseReason.DONE);
          });
      response.setTimeout(query.patience().toMillis(), TimeUnit.MILLISECONDS);
      CompletionCallback whenAnswered =
          failure -> {
            place.close();
            subscription.close(CloseReason.DONE);
          };
      response.register(whenAnswered);
      subscription.pump();
    } catch (HubUnavailableException e) {
      place.close();
      throw Problem.unavailable(e.getMessage(), Duration.ofSeconds(2)).asException(e);
    }
  }

  private void answer(EventQuery query, Cursor after, Caller caller, AsyncResponse response) {
    try {
      response.resume(
          json(pages.read(query, after, access.reading(caller, query.filter())), query));
    } catch (RuntimeException e) {
      response.resume(e);
    }
  }

  /**
   * With its media type named: an answer that comes later would get the server's own notes in it.
   */
  private static Response json(EventPages.Page page, EventQuery query) {
    return Response.ok(page.json(query.metadata()), MediaType.APPLICATION_JSON_TYPE).build();
  }
}
