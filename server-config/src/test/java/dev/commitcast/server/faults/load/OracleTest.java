package dev.commitcast.server.faults.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.server.faults.load.Tables.Committed;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** An oracle that cannot say no would let everything pass. */
class OracleTest {
  private static final Round ROUND = new Round("r");
  private static final Committed COMMITTED =
      new Committed(Set.of("r-a", "r-b"), Map.of("r-counter", 2L), Map.of("account:r-0", 2L));

  private final Mailbox mailbox = new Mailbox("subscriber");
  private long version;

  @Test
  void everythingOnceInOrderIsClean() {
    receiveAll();
    Tally tally = judge();
    assertThat(tally).isEqualTo(new Tally(2, 0, 6, 0, 0, 0, 0, 0, 0));
    assertThat(tally.clean()).isTrue();
  }

  @Test
  void theSameIdAgainIsRemovedByTheClient() {
    receiveAll();
    mailbox.take(new Received(1, 1, "id1", "ledger:r-a", "t1", 0, "r-a", 0));
    assertThat(judge().repeated()).isOne();
    assertThat(judge().clean()).isTrue();
  }

  @Test
  void whatNeverCameIsLost() {
    row("r-a");
    count("r-counter", 2);
    stream("account:r-0", 1);
    assertThat(judge().lost()).isEqualTo(3);
  }

  @Test
  void theSameRowUnderAnotherIdIsDoubled() {
    receiveAll();
    row("r-a");
    count("r-counter", 2);
    assertThat(judge().doubled()).isEqualTo(2);
  }

  @Test
  void aCounterThatGoesBackIsOutOfOrder() {
    row("r-a");
    row("r-b");
    count("r-counter", 2);
    count("r-counter", 1);
    stream("account:r-0", 1);
    stream("account:r-0", 2);
    assertThat(judge().reordered()).isOne();
  }

  @Test
  void aVersionThatGoesBackIsOutOfOrder() {
    receiveAll();
    mailbox.take(new Received(1, 2, "late", "other:1", "t9", 0, "other", 0));
    assertThat(judge().reordered()).isOne();
    mailbox.take(new Received(2, 1, "later", "other:1", "t10", 0, "other", 0));
    assertThat(judge().reordered()).as("a new epoch is no step back").isOne();
  }

  @Test
  void aTransactionInTwoPartsIsOutOfOrder() {
    receiveAll();
    mailbox.take(new Received(1, ++version, "again", "other:1", "t1", 0, "other", 0));
    assertThat(judge().reordered()).isOne();
  }

  @Test
  void whatIsNotInTheTablesIsInvented() {
    receiveAll();
    row("r-c");
    count("r-counter", 3);
    stream("account:r-unknown", 1);
    row("s-of-another-round");
    assertThat(judge().invented()).isEqualTo(3);
  }

  @Test
  void acknowledgedCommitsThatAreGoneAreForgotten() {
    receiveAll();
    Tally tally =
        Oracle.judge(COMMITTED, ROUND, Set.of("r-a", "r-gone"), Set.of("r-b", "r-not"), boxes())
            .tally();
    assertThat(tally.forgotten()).isOne();
    assertThat(tally.commits()).isEqualTo(2);
  }

  @Test
  void aResetIsNotClean() {
    receiveAll();
    mailbox.reset("{}");
    assertThat(judge().clean()).isFalse();
  }

  private void receiveAll() {
    row("r-a");
    row("r-b");
    count("r-counter", 1);
    count("r-counter", 2);
    stream("account:r-0", 1);
    stream("account:r-0", 2);
  }

  private void row(String id) {
    take("ledger:" + id, 0, id, 0);
  }

  private void count(String id, long n) {
    take("counters:" + id, 0, id, n);
  }

  private void stream(String name, long streamVersion) {
    take(name, streamVersion, null, 0);
  }

  private void take(String stream, long streamVersion, String row, long n) {
    version++;
    mailbox.take(
        new Received(1, version, "id" + version, stream, "t" + version, streamVersion, row, n));
  }

  private List<Mailbox> boxes() {
    return List.of(mailbox);
  }

  private Tally judge() {
    return Oracle.judge(COMMITTED, ROUND, Set.of("r-a"), Set.of("r-b", "r-rolled-back"), boxes())
        .tally();
  }
}
