package dev.commitcast.notifications.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.commitcast.persistence.transfer.Transfer;
import dev.commitcast.persistence.transfer.TransferFault;
import dev.commitcast.persistence.transfer.TransferState;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What of a file cannot be taken. */
@Timeout(180)
class TransferFaultsIT extends TransferFixture {
  @Test
  void aWrongLineIsToldWithItsNumberAndEndsTheImport() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("a.jsonl"),
            line("a1", "1") + "\n" + line("a2", "2") + "{\"id\":\"a3\"\n" + line("a4", "4"));

    Transfer stopped = run(file, OnError.STOP);

    assertThat(stopped.state()).isEqualTo(TransferState.STOPPED);
    assertThat(stopped.added()).isEqualTo(2);
    assertThat(stopped.faults())
        .containsExactly(new TransferFault(4, "The JSON ends too early (at character 12)."));

    Files.writeString(
        file, line("a1", "1") + "\n" + line("a2", "2") + line("a3", "3") + line("a4", "4"));
    Transfer corrected = run(file, OnError.STOP);
    assertThat(corrected.state()).isEqualTo(TransferState.DONE);
    assertThat(corrected.faulty()).isZero();
    database.awaitHead(4);
  }

  @Test
  void aWrongLineIsToldAndTheRestGoesOnIfThatIsAsked() throws Exception {
    String odd = "{\"stream\":\"s\",\"type\":\"t\",\"id\":\"x\",\"data\":";
    Path file = folder.resolve("a.jsonl");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(
        (line("a1", "1") + odd + "\"\\u0000\"}\n" + odd + "1,\"room\":7}\n" + "[]\n")
            .getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes(new byte[] {'"', (byte) 0xff, '"', '\n'});
    bytes.writeBytes(
        (odd.replace("\"t\"", "\"drain\"")
                + "1}\n"
                + line("a1", "{\"other\":1}")
                + line("a1", "1")
                + line("a2", "2"))
            .getBytes(StandardCharsets.UTF_8));
    Files.write(file, bytes.toByteArray());

    Transfer ended = run(file, OnError.SKIP);

    assertThat(ended.state()).isEqualTo(TransferState.DONE);
    assertThat(ended.added()).isEqualTo(2);
    assertThat(ended.repeated()).isEqualTo(1);
    assertThat(ended.faulty()).isEqualTo(6);
    assertThat(ended.faults())
        .extracting(TransferFault::line)
        .containsExactly(2L, 3L, 4L, 5L, 6L, 7L);
    assertThat(ended.faults().get(5).reason()).contains("used with other content");
    database.awaitHead(2);
  }

  @Test
  void rowsOfOtherTypesAreToldOneByOne() throws Exception {
    Path file = kitFile(List.of());
    KitFile kit = new KitFile(file);
    kit.execute(
        "INSERT INTO events (id, aggregate_id, event_type, data, metadata, created_at) VALUES"
            + " ('ok', 'a', 't', '{}', 'null', 1700000000),"
            + " ('b1', 'a', 't', x'00ff', null, null),"
            + " ('b2', 'a', 't', 'not json', null, null),"
            + " ('b3', 'a', 't', null, '[1]', null),"
            + " ('b4', 'a', 't', null, null, 'yesterday'),"
            + " ('b5', '', 't', null, null, null),"
            + " ('ok2', 'a', 't', null, '{\"k\":1}', '2026-01-02T03:04:05+01:00')");

    Transfer ended = run(file, OnError.SKIP);

    assertThat(ended.added()).isEqualTo(2);
    assertThat(ended.faults())
        .extracting(TransferFault::reason)
        .satisfiesExactly(
            a -> assertThat(a).isEqualTo("The data is a text, not a blob."),
            b -> assertThat(b).startsWith("The data is no JSON."),
            c -> assertThat(c).isEqualTo("The metadata are an object or null."),
            d -> assertThat(d).startsWith("The created_at is no time"),
            e -> assertThat(e).contains("must not be empty"));
    database.awaitHead(2);
    assertThat(
            database.rows(
                "SELECT id, data, metadata - 'imported', created_at AT TIME ZONE 'UTC'"
                    + " FROM commitcast.events ORDER BY version"))
        .containsExactly(
            List.of("ok", "{}", "{}", "2023-11-14 22:13:20"),
            Arrays.asList("ok2", null, "{\"k\": 1}", "2026-01-02 02:04:05"));
  }

  @Test
  void aFileThatIsNoneOfTheKitsIsRefused() throws Exception {
    Path file = folder.resolve("other.db");
    new KitFile(file).execute("CREATE TABLE other (x)");

    assertThatThrownBy(() -> run(file, OnError.SKIP))
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("The file's table events does not exist");
  }
}
