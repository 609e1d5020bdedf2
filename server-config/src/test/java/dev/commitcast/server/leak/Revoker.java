package dev.commitcast.server.leak;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Takes tokens back: one, all of a user, or the user, who is restored a little later. */
final class Revoker {
  private static final int PAUSE_MILLIS = 60;

  private final Scene scene;
  private final Connection connection;
  private final Random random;

  Revoker(Scene scene, Connection connection, long seed) {
    this.scene = scene;
    this.connection = connection;
    this.random = new Random(seed);
  }

  void run(BooleanSupplier goesOn) throws IOException, InterruptedException, SQLException {
    while (goesOn.getAsBoolean()) {
      Badge badge =
          scene.cast().badge(scene.cast().users.get(random.nextInt(scene.cast().users.size())));
      int dice = random.nextInt(20);
      if (dice < 12) {
        revoke("{\"tokenId\":\"" + badge.id() + "\"}");
      } else if (dice < 18) {
        revoke("{\"userId\":\"" + badge.user() + "\"}");
      } else {
        delete(badge.user());
      }
      scene.cast().renew(badge);
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS + random.nextInt(4 * PAUSE_MILLIS));
    }
  }

  private void revoke(String body) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        scene
            .client()
            .send(
                HttpRequest.newBuilder(scene.node(random).resolve("api/revocations"))
                    .header("Authorization", "Bearer " + scene.cast().badge(Cast.OPERATOR).token())
                    .header("Content-Type", "application/json")
                    .timeout(Duration.ofSeconds(60))
                    .POST(BodyPublishers.ofString(body))
                    .build(),
                BodyHandlers.ofString());
    if (answer.statusCode() == 201) {
      scene.figures().count("revocations");
    } else {
      scene.fault(body + " was answered with " + answer.statusCode() + ": " + answer.body());
    }
  }

  private void delete(String user) throws SQLException {
    scene.figures().count("users deleted and restored");
    execute("UPDATE public.users SET deleted_at = now() WHERE id = ?", user);
    execute("UPDATE public.users SET deleted_at = NULL WHERE id = ?", user);
  }

  private void execute(String sql, String user) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, user);
      statement.executeUpdate();
    }
  }
}
