package dev.commitcast.notifications.change;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.ElementType.TYPE;

import jakarta.enterprise.util.Nonbinding;
import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an observer as the handler of a persistent subscription, which is created when the
 * application starts: {@code void on(@Observes @FromSubscription(name = "billing", types =
 * "booking_created", partitions = 4) RecordedEvent event)}. The parameter is a {@code
 * RecordedEvent} or a {@link ChangeEvent}. When the method returns the event is acknowledged; when
 * it throws it is tried again, and parked when it has failed too often.
 */
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
@Target({PARAMETER, FIELD, METHOD, TYPE})
public @interface FromSubscription {
  /** How the subscription is called; two observers that name the same share its partitions. */
  String name();

  @Nonbinding
  String[] types() default {};

  @Nonbinding
  String[] streams() default {};

  @Nonbinding
  String[] rooms() default {};

  @Nonbinding
  String[] categories() default {};

  /** Where it begins when it is created: {@code beginning}, {@code now} or a cursor. */
  @Nonbinding
  String from() default "beginning";

  /** How many events may be handled at the same time, 1 to 256; fixed at the creation. */
  @Nonbinding
  int partitions() default 1;

  /**
   * Whether the method runs in a JTA transaction in which the checkpoint moves too, so that its
   * effects in this database happen exactly once.
   */
  @Nonbinding
  boolean transactional() default false;

  /** Most events in one transaction; 0 for what is configured. */
  @Nonbinding
  int batch() default 0;
}
