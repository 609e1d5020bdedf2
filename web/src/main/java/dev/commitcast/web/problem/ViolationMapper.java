package dev.commitcast.web.problem;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/**
 * The container has a mapper of its own for this exception, which only one that is as special can
 * replace. Thread-safe.
 */
@Provider
@ApplicationScoped
public class ViolationMapper implements ExceptionMapper<ConstraintViolationException> {
  @Inject FailureMapper failures;

  @Override
  public Response toResponse(ConstraintViolationException failure) {
    return failures.toResponse(failure);
  }
}
