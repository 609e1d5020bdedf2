package dev.commitcast.notifications.change;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.ElementType.TYPE;

import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an observer of live events of one type: {@code void on(@Observes @Change("message_change")
 * ChangeEvent event)}. It is called for each event that this node learns of from its start on, in
 * order, one at a time. What happens while the node is down is not brought up later; for that there
 * is {@link FromSubscription}.
 */
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
@Target({PARAMETER, FIELD, METHOD, TYPE})
public @interface Change {
  /** The event type; for a captured change the channel of its watch. Empty for every type. */
  String value() default "";
}
