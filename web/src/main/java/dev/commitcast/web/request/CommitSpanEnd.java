package dev.commitcast.web.request;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;

/** Ends the span of what a resource wrote before the span of its request ends. Thread-safe. */
@Provider
public class CommitSpanEnd implements ContainerResponseFilter {
  @Context HttpServletRequest servletRequest;

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    CommitSpan.end(servletRequest);
  }
}
