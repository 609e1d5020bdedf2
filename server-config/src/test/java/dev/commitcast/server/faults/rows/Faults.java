package dev.commitcast.server.faults.rows;

import dev.commitcast.server.faults.Fault;
import dev.commitcast.server.faults.Signals;
import java.util.List;
import java.util.stream.Stream;

/** All rows that run on {@link dev.commitcast.server.faults.FaultyWorld}'s own server. */
public final class Faults {
  private Faults() {}

  public static List<Fault> all() {
    return Stream.of(
            ServerFaults.all(),
            NetworkFaults.all(),
            NodeFaults.all(),
            SettingsFaults.all(),
            NotificationFaults.all(),
            List.<Fault>of(new PoisonedRow()))
        .flatMap(List::stream)
        .filter(fault -> Signals.available() || !fault.name().equals("node-frozen"))
        .toList();
  }
}
