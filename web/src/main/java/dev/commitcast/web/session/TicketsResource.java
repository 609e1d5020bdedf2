package dev.commitcast.web.session;

import static dev.commitcast.persistence.json.JsonLibrary.JSON;

import dev.commitcast.web.security.Callers;
import dev.commitcast.web.security.TicketOffice;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Tickets for streams that are opened by what cannot send headers. */
@Path("/tickets")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class TicketsResource {
  @Inject TicketOffice office;
  @Context HttpServletRequest request;

  @POST
  public Response issue() {
    return Response.status(Response.Status.CREATED)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .entity(
            JSON.createObjectBuilder()
                .add("ticket", office.issue(Callers.of(request)))
                .add("expiresIn", office.life().toSeconds())
                .build())
        .build();
  }
}
