package dev.commitcast.web.transfer;

import dev.commitcast.domain.json.StrictJson;
import dev.commitcast.notifications.transfer.ImportJobs;
import dev.commitcast.persistence.transfer.Transfer;
import dev.commitcast.persistence.transfer.TransferRecords;
import dev.commitcast.persistence.transfer.TransferState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Prints imports. Stateless. */
final class TransferJson {
  /** What has not moved for so long and says that it runs was cut off. */
  private static final Duration CUT_OFF = Duration.ofMinutes(1);

  private TransferJson() {}

  static String print(Transfer transfer, Optional<ImportJobs.Speed> speed, Instant now) {
    boolean cutOff =
        transfer.state() == TransferState.RUNNING
            && speed.isEmpty()
            && transfer.updatedAt().plus(CUT_OFF).isBefore(now);
    StringBuilder out = new StringBuilder(512);
    out.append("{\"id\":").append(StrictJson.quote(transfer.id()));
    out.append(",\"format\":").append(StrictJson.quote(transfer.format()));
    out.append(",\"name\":").append(StrictJson.quote(transfer.name()));
    out.append(",\"state\":\"").append(cutOff ? "interrupted" : transfer.state().word());
    out.append("\",\"percent\":").append(transfer.percent());
    out.append(",\"line\":").append(transfer.line());
    out.append(",\"read\":").append(transfer.read());
    out.append(",\"added\":").append(transfer.added());
    out.append(",\"repeated\":").append(transfer.repeated());
    out.append(",\"faulty\":").append(transfer.faulty());
    out.append(",\"faults\":").append(TransferRecords.json(transfer.faults()));
    speed.ifPresent(
        at -> {
          out.append(",\"perSecond\":").append(at.perSecond());
          if (at.secondsLeft() >= 0) {
            out.append(",\"secondsLeft\":").append(at.secondsLeft());
          }
        });
    out.append(",\"startedAt\":\"").append(transfer.startedAt());
    return out.append("\",\"updatedAt\":\"").append(transfer.updatedAt()).append("\"}").toString();
  }
}
