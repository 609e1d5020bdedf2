package dev.commitcast.notifications.hub;

import static dev.commitcast.notifications.hub.RunningHub.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.domain.access.Grants;
import dev.commitcast.domain.access.Role;
import dev.commitcast.domain.event.EventFilter;
import dev.commitcast.domain.event.RecordedEvent;
import dev.commitcast.notifications.access.Access;
import dev.commitcast.notifications.access.GrantChange;
import dev.commitcast.notifications.access.GrantLog;
import dev.commitcast.notifications.access.TestAccess;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How subscriptions end because of what their callers may see. */
@Timeout(180)
class HubAccessTest {
  private static final String ROOM = TestEvents.ROOMS.get(0);
  private static final Caller ADA = Caller.withoutToken("ada", Set.of(Role.READER));

  private final MemoryLog log = new MemoryLog();

  private RunningHub begun(GrantLog grants) {
    log.append(TestEvents.events(1, 3));
    RunningHub node = new RunningHub(settings().build(), log, null, grants);
    node.publish(List.of(), 1, 3);
    await().until(() -> node.hub.head() != null);
    return node;
  }

  private static RecordingOutlet subscribe(RunningHub node, Access access) {
    RecordingOutlet outlet = new RecordingOutlet();
    node.hub
        .subscribe(
            new SubscriptionRequest(EventFilter.ALL, new StartFrom.Now(), false, access), outlet)
        .pump();
    await().until(() -> outlet.control("resume") != null || outlet.closed() != null);
    return outlet;
  }

  private void append(RunningHub node, RecordedEvent event) {
    log.append(List.of(event));
    node.publish(List.of(event));
  }

  @Test
  void aPolicyThatThrowsEndsItsOwnSubscriptionAndNoOther() throws Exception {
    try (RunningHub node = begun(GrantLog.SILENT)) {
      RecordingOutlet judged =
          subscribe(
              node,
              TestAccess.restricted(
                  ADA,
                  Grants.of(Set.of(ROOM)),
                  3,
                  event -> {
                    if (event.version() == 5) {
                      throw new IllegalStateException("cannot judge version 5");
                    }
                    return true;
                  }));
      RecordingOutlet other = subscribe(node, TestAccess.of(ADA, Grants.of(Set.of(ROOM)), 3));
      for (long version = 4; version <= 6; version++) {
        append(node, TestEvents.event(version));
      }
      await().until(() -> judged.closed() != null && other.versions().size() == 3);

      assertThat(judged.closed()).isEqualTo(CloseReason.POLICY_FAILED);
      assertThat(judged.versions()).containsExactly(4L);
      assertThat(judged.control("revoked").json()).isEqualTo("{\"reason\":\"policy\"}");
      assertThat(other.versions()).containsExactly(4L, 5L, 6L);
      assertThat(other.closed()).isNull();
      assertThat(node.metrics.policyFailures).hasValue(1);
    }
  }

  @Test
  void aTokenThatExpiresEndsWhatIsOpenForIt() throws Exception {
    Caller soon =
        new Caller(
            "ada",
            Set.of(Role.OPERATOR),
            Map.of(),
            Optional.of("token-1"),
            Optional.empty(),
            Optional.of(Instant.now().plusSeconds(3)));
    try (RunningHub node = begun(GrantLog.SILENT)) {
      RecordingOutlet outlet = subscribe(node, TestAccess.of(soon, Grants.EVERYTHING, 3));
      RecordingOutlet other = subscribe(node, TestAccess.of(ADA, Grants.of(Set.of(ROOM)), 3));
      await().until(() -> outlet.closed() != null);

      assertThat(outlet.closed()).isEqualTo(CloseReason.EXPIRED);
      assertThat(outlet.control("revoked").json()).isEqualTo("{\"reason\":\"expired\"}");
      assertThat(Instant.now()).isAfter(soon.expiresAt().get());
      assertThat(other.closed()).isNull();
    }
  }

  @Test
  void aRevokedTokenSeesNothingBehindItsRevocation() throws Exception {
    Caller revoked =
        new Caller(
            "grace",
            Set.of(Role.READER),
            Map.of(),
            Optional.of("token-2"),
            Optional.of(Instant.EPOCH),
            Optional.empty());
    GrantLog grants =
        new GrantLog() {
          @Override
          public boolean mayChangeGrants(RecordedEvent event) {
            return event.version() == 5;
          }

          @Override
          public List<GrantChange> changes(RecordedEvent event) {
            return List.of(
                new GrantChange.Ended(Optional.of("token-2"), Optional.empty(), Instant.now()));
          }
        };
    try (RunningHub node = begun(grants)) {
      RecordingOutlet outlet = subscribe(node, TestAccess.of(revoked, Grants.of(Set.of(ROOM)), 3));
      RecordingOutlet other = subscribe(node, TestAccess.of(ADA, Grants.of(Set.of(ROOM)), 3));
      for (long version = 4; version <= 6; version++) {
        append(node, TestEvents.event(version));
      }
      await().until(() -> outlet.closed() != null && other.versions().size() == 3);

      assertThat(outlet.closed()).isEqualTo(CloseReason.REVOKED);
      assertThat(outlet.versions()).containsExactly(4L, 5L);
      assertThat(outlet.control("revoked").json()).isEqualTo("{\"reason\":\"token\"}");
    }
  }
}
