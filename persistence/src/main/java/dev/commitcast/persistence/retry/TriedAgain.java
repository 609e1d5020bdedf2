package dev.commitcast.persistence.retry;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.enterprise.util.Nonbinding;
import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * A transaction that is done again when it failed for a passing reason. The method must be able to
 * run several times: what it changes outside the database, it changes each time.
 */
@InterceptorBinding
@Retention(RUNTIME)
@Target({METHOD, TYPE})
public @interface TriedAgain {
  /** Whether it only reads, so that it may be done again whatever became of the first attempt. */
  @Nonbinding
  boolean reads() default false;
}
