package dev.commitcast.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.web.booking.BookingsResource;
import dev.commitcast.web.chat.ChannelsResource;
import dev.commitcast.web.chat.UsersResource;
import dev.commitcast.web.events.EventsResource;
import dev.commitcast.web.events.StreamEventsResource;
import dev.commitcast.web.explain.ExplainResource;
import dev.commitcast.web.listener.ListenerResource;
import dev.commitcast.web.listener.NotificationsResource;
import dev.commitcast.web.presence.PresenceResource;
import dev.commitcast.web.session.RevocationsResource;
import dev.commitcast.web.session.SessionResource;
import dev.commitcast.web.session.TicketsResource;
import dev.commitcast.web.store.AppendAllResource;
import dev.commitcast.web.store.AppendResource;
import dev.commitcast.web.store.EventResource;
import dev.commitcast.web.store.StreamsResource;
import dev.commitcast.web.subscriptions.SubscriptionsResource;
import dev.commitcast.web.sync.ReviewsResource;
import dev.commitcast.web.transfer.TransfersResource;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares the description of the API with the resources. */
class OpenApiTest {
  private static final List<Class<?>> RESOURCES =
      List.of(
          AppendAllResource.class,
          AppendResource.class,
          BookingsResource.class,
          ChannelsResource.class,
          EventResource.class,
          EventsResource.class,
          ListenerResource.class,
          NotificationsResource.class,
          PresenceResource.class,
          ExplainResource.class,
          ReviewsResource.class,
          RevocationsResource.class,
          SessionResource.class,
          StreamEventsResource.class,
          StreamsResource.class,
          SubscriptionsResource.class,
          TicketsResource.class,
          TransfersResource.class,
          UsersResource.class);

  /** What servlets answer. */
  private static final Set<String> OUTSIDE_OF_THE_API =
      Set.of(
          "post /sync/push",
          "get /sync/pull",
          "post /sync/pull-cursor",
          "get /sync/latest-version",
          "get /sse");

  private static JsonObject description() throws IOException {
    try (InputStream file = OpenApiTest.class.getResourceAsStream("/META-INF/openapi.json");
        JsonReader reader = Json.createReader(file)) {
      return reader.readObject();
    }
  }

  @Test
  void describesEachMethodOfEachResourceAndNoOther() throws IOException {
    Set<String> described = new TreeSet<>();
    description()
        .getJsonObject("paths")
        .forEach(
            (path, methods) ->
                methods.asJsonObject().keySet().forEach(name -> described.add(name + " " + path)));

    assertThat(described).isEqualTo(implemented());
  }

  @Test
  void namesOnlyPartsThatExist() throws IOException {
    JsonObject all = description();

    assertThat(references(all))
        .isNotEmpty()
        .allSatisfy(
            reference ->
                assertThat(all.getValue(reference.substring(1))).isInstanceOf(JsonObject.class));
  }

  private static Set<String> implemented() {
    Set<String> found = new TreeSet<>(OUTSIDE_OF_THE_API);
    for (Class<?> resource : RESOURCES) {
      for (Method method : resource.getDeclaredMethods()) {
        for (Annotation annotation : method.getAnnotations()) {
          HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
          if (verb != null) {
            String path = "/api" + resource.getAnnotation(Path.class).value();
            Path below = method.getAnnotation(Path.class);
            found.add(
                verb.value().toLowerCase(Locale.ROOT)
                    + " "
                    + path
                    + (below == null ? "" : "/" + below.value()));
          }
        }
      }
    }
    return found;
  }

  private static List<String> references(JsonValue value) {
    return switch (value.getValueType()) {
      case OBJECT ->
          value.asJsonObject().entrySet().stream()
              .flatMap(
                  member ->
                      member.getKey().equals("$ref")
                          ? Stream.of(((JsonString) member.getValue()).getString())
                          : references(member.getValue()).stream())
              .toList();
      case ARRAY ->
          value.asJsonArray().stream().flatMap(each -> references(each).stream()).toList();
      default -> List.of();
    };
  }
}
