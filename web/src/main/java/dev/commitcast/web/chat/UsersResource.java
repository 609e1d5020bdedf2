package dev.commitcast.web.chat;

import static dev.commitcast.persistence.json.JsonLibrary.JSON;

import dev.commitcast.domain.chat.Person;
import dev.commitcast.persistence.chat.Users;
import dev.commitcast.web.request.Parameters;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

/** Who can be named as an author. Shows names and nothing that is a secret. */
@Path("/users")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class UsersResource {
  private static final int MAX_LIMIT = 500;

  @Inject Users users;

  @GET
  public JsonObject list(@QueryParam("limit") String limit) {
    JsonArrayBuilder found = JSON.createArrayBuilder();
    for (Person user : users.list(Parameters.limit(limit, MAX_LIMIT, MAX_LIMIT))) {
      found.add(ChatJson.of(user));
    }
    return JSON.createObjectBuilder().add("users", found).build();
  }
}
