package dev.commitcast.web.request;

import dev.commitcast.web.problem.Problem;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Parameter;
import java.util.Set;
import java.util.TreeSet;

/**
 * Refuses parameters that a resource does not know: a misspelt filter would otherwise mean
 * everything. Resources of the package {@code events} look for themselves. Thread-safe.
 */
@Provider
public class KnownParameters implements ContainerRequestFilter {
  private static final String LOOK_FOR_THEMSELVES = "dev.commitcast.web.events";

  @Context ResourceInfo resource;

  @Override
  public void filter(ContainerRequestContext request) {
    String packageName = resource.getResourceClass().getPackageName();
    if (!packageName.startsWith("dev.commitcast.web") || packageName.equals(LOOK_FOR_THEMSELVES)) {
      return;
    }
    Set<String> known = new TreeSet<>();
    for (Parameter parameter : resource.getResourceMethod().getParameters()) {
      QueryParam named = parameter.getAnnotation(QueryParam.class);
      if (named != null) {
        known.add(named.value());
      }
    }
    if (request.getUriInfo().getPath().contains("streams/")) {
      // for names that cannot stand in a path, see StreamPath
      known.add("stream");
    }
    for (String name : request.getUriInfo().getQueryParameters().keySet()) {
      if (!known.contains(name)) {
        throw Problem.invalidParameter(
                name,
                "There is no such parameter"
                    + (known.isEmpty() ? "." : "; known are " + String.join(", ", known) + "."))
            .asException();
      }
    }
  }
}
