package dev.tagyard.proxy.eventlog.rocksdb;

import static dev.tagyard.proxy.eventlog.rocksdb.Records.NOON;
import static dev.tagyard.proxy.eventlog.rocksdb.Records.batch;
import static dev.tagyard.proxy.eventlog.rocksdb.Records.entry;
import static dev.tagyard.proxy.eventlog.rocksdb.Records.outbox;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tagyard.proxy.Eventually;
import dev.tagyard.proxy.eventlog.Claim;
import dev.tagyard.proxy.eventlog.ClaimKey;
import dev.tagyard.proxy.eventlog.DispatchBatch;
import dev.tagyard.proxy.eventlog.JournalEntry;
import dev.tagyard.proxy.eventlog.Journaled;
import dev.tagyard.proxy.eventlog.LogSettings;
import dev.tagyard.proxy.eventlog.LogUnavailable;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.Position;
import dev.tagyard.proxy.eventlog.Settlement;
import dev.tagyard.proxy.eventlog.Settlement.Next;
import dev.tagyard.proxy.eventlog.Term;
import dev.tagyard.rules.event.Event;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
final class WriterTest {
  @TempDir private Path folder;
  private final FailingStore.Disk disk = new FailingStore.Disk();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private RocksEventLog log;

  @BeforeEach
  void open() {
    log = open(LogFixture.settings(folder, Long.MAX_VALUE));
  }

  private RocksEventLog open(LogSettings settings) {
    NativeCode.require();
    return RocksEventLog.open(
        settings,
        metrics,
        new ManualClock(NOON),
        merging -> new FailingStore(settings.folder(), merging, disk));
  }

  @AfterEach
  void close() {
    disk.full.set(false);
    log.close();
  }

  @Test
  void an_append_is_done_only_after_its_sync() {
    disk.done.clear();

    log.append(List.of(entry("a"))).thenRun(() -> disk.done.add("told")).join();

    assertThat(disk.done).containsExactly("synced", "told");
  }

  @Test
  void commits_and_settlements_need_no_sync_of_their_own() {
    log.append(List.of(entry("a"))).join();
    disk.done.clear();
    var sent = outbox("meta", 1, NOON);

    log.commit(batch(1, List.of(sent)));
    log.settle(List.of(new Settlement(sent, new Next.Done(Term.DELIVERED), List.of())));

    assertThat(disk.done).containsExactly("written", "written");
  }

  @Test
  void appends_that_wait_together_share_one_sync() {
    disk.done.clear();
    disk.gate.acquireUninterruptibly();
    var appends = new ArrayList<CompletableFuture<Void>>();
    for (var n = 0; n < 100; n++) {
      appends.add(log.append(List.of(entry("e" + n))));
    }

    disk.gate.release();
    appends.forEach(CompletableFuture::join);

    // The writer may have taken the first few before the gate held it up.
    assertThat(disk.done.size()).isLessThanOrEqualTo(2);
    assertThat(log.end()).isEqualTo(new Position(100));
  }

  @Test
  void after_a_failed_write_nothing_of_it_is_seen_and_positions_go_on() throws Exception {
    log.append(List.of(entry("a"))).join();
    disk.full.set(true);

    assertThatThrownBy(() -> log.append(List.of(entry("b"), entry("c"))).join())
        .hasCauseInstanceOf(LogUnavailable.class);

    assertThat(log.trouble()).hasValueSatisfying(why -> assertThat(why).contains("No space"));
    assertThat(log.end()).isEqualTo(new Position(1));
    assertThatThrownBy(() -> log.commit(batch(1, List.of()))).isInstanceOf(LogUnavailable.class);
    disk.full.set(false);
    appendWhenItCan(entry("d"));
    assertThat(log.trouble()).isEmpty();
    assertThat(log.read(Position.START, 10, Duration.ZERO))
        .containsExactly(
            new Journaled(new Position(1), entry("a"), log.copyIds()),
            new Journaled(new Position(2), entry("d"), log.copyIds()));
    assertThat(metrics.get("tagyard.log.failures").counter().count()).isPositive();
  }

  @Test
  void what_reached_the_disk_although_its_write_failed_is_kept_whole() throws Exception {
    log.destinations(Set.of("meta"));
    log.append(List.of(entry("e1"))).join();
    var sent = outbox("meta", 1, NOON);
    disk.fullAfterwards = true;
    disk.full.set(true);

    assertThatThrownBy(() -> log.commit(batch(1, List.of(sent))))
        .isInstanceOf(LogUnavailable.class);

    disk.full.set(false);
    appendWhenItCan(entry("e2"));
    log.commit(batch(1, List.of(sent)));
    assertThat(log.due("meta", NOON, 10, Set.of())).containsExactly(sent);
    Sums.hold(log);
  }

  @Test
  void a_stretch_of_which_some_was_on_disk_already_is_not_dispatched_twice() throws Exception {
    log.destinations(Set.of("meta"));
    log.append(List.of(entry("e1"))).join();
    log.append(List.of(entry("e2"))).join();
    var first = outbox("meta", 1, NOON);
    disk.fullAfterwards = true;
    disk.full.set(true);
    assertThatThrownBy(() -> log.commit(batch(1, List.of(first))))
        .isInstanceOf(LogUnavailable.class);
    disk.full.set(false);
    appendWhenItCan(entry("e3"));

    log.commit(stretch(0, 2, Map.of(), List.of(first, outbox("meta", 2, NOON))));

    assertThat(log.cursor()).isEqualTo(new Position(1));
    assertThat(log.due("meta", NOON, 10, Set.of())).containsExactly(first);
    log.commit(stretch(1, 2, Map.of(), List.of(outbox("meta", 2, NOON))));
    assertThat(log.cursor()).isEqualTo(new Position(2));
    Sums.hold(log);
  }

  @Test
  void pruning_takes_nothing_away_that_is_made_anew_while_it_waits() throws Exception {
    var key = ClaimKey.ofEvent("purchase", "e1");
    log.append(List.of(entry("e1"), entry("e2"))).join();
    log.commit(stretch(0, 1, Map.of(key, until(NOON.minusSeconds(7200))), List.of()));
    disk.gate.acquireUninterruptibly();
    var append = log.append(List.of(entry("e3")));
    var anew =
        waiting(
            () -> log.commit(stretch(1, 2, Map.of(key, until(NOON.plusSeconds(60))), List.of())));
    var prune = waiting(() -> log.prune(NOON));

    disk.gate.release();
    append.join();
    anew.join();
    prune.join();

    assertThat(log.cursor()).isEqualTo(new Position(2));
    assertThat(log.claims(List.of(key), NOON)).containsOnlyKeys(key);
  }

  @Test
  void nobody_waits_for_a_writer_that_has_died() {
    disk.dies = true;

    var append = log.append(List.of(entry("a")));

    assertThat(append)
        .failsWithin(Duration.ofSeconds(30))
        .withThrowableThat()
        .withCauseInstanceOf(LogUnavailable.class)
        .withMessageContaining("has died");
    assertThat(log.trouble()).isPresent();
  }

  private static Claim until(Instant expires) {
    return new Claim(Map.of("meta", true), expires);
  }

  private static DispatchBatch stretch(
      long after, long cursor, Map<ClaimKey, Claim> claims, List<OutboxEntry> outbox) {
    return new DispatchBatch(
        new Position(after),
        new Position(cursor),
        claims,
        outbox,
        Map.of(),
        Map.of(),
        List.of(),
        List.of());
  }

  /// Returns once the step has been handed to the writer.
  private static Thread waiting(Runnable step) {
    var thread = Thread.ofPlatform().start(step);
    Eventually.holds("waits", () -> thread.getState() == Thread.State.WAITING);
    return thread;
  }

  @Test
  void a_new_data_key_whose_write_failed_is_written_with_the_next() throws Exception {
    disk.full.set(true);
    assertThatThrownBy(() -> log.append(List.of(entry("a"))).join())
        .hasCauseInstanceOf(LogUnavailable.class);
    disk.full.set(false);

    appendWhenItCan(entry("b"));
    log.close();
    log = open(LogFixture.settings(folder, Long.MAX_VALUE));

    assertThat(log.read(Position.START, 10, Duration.ZERO))
        .extracting(Journaled::entry)
        .containsExactly(entry("b"));
  }

  @Test
  void refuses_at_once_when_too_much_waits() {
    var wide = new JournalEntry(wide(), Records.DECISION, "native", NOON, 1);
    disk.gate.acquireUninterruptibly();
    var appends = new ArrayList<CompletableFuture<Void>>();
    do {
      appends.add(log.append(List.of(wide)));
    } while (!appends.getLast().isCompletedExceptionally() && appends.size() < 200);

    assertThat(appends.getLast()).isCompletedExceptionally();
    disk.gate.release();
    appends.getFirst().join();
    assertThat(log.trouble()).isEmpty();
  }

  @Test
  void what_was_accepted_goes_on_whatever_its_size() {
    log.append(List.of(entry("a"))).join();
    var text = Records.noise(30 << 20);

    log.commit(batch(1, List.of(Records.wide("meta", 1, text), Records.wide("ga4", 1, text))));

    assertThat(log.due("meta", NOON, 10, Set.of())).hasSize(1);
    assertThat(log.due("ga4", NOON, 10, Set.of())).hasSize(1);
  }

  @Test
  void takes_no_events_while_the_disk_is_nearly_full_but_delivers_on() {
    log.append(List.of(entry("e1"))).join();
    log.close();
    var usual = LogFixture.settings(folder, Long.MAX_VALUE);
    log =
        open(
            new LogSettings(
                usual.folder(),
                usual.key(),
                usual.retention(),
                usual.deadLetterRetention(),
                usual.consentRetention(),
                usual.limits().withReserve(Long.MAX_VALUE)));

    assertThatThrownBy(() -> log.append(List.of(entry("e2"))).join())
        .hasCauseInstanceOf(LogUnavailable.class);

    assertThat(log.trouble()).hasValueSatisfying(why -> assertThat(why).contains("disk"));
    log.commit(batch(1, List.of(outbox("meta", 1, NOON))));
    assertThat(log.due("meta", NOON, 10, Set.of())).hasSize(1);
  }

  /// Random text, which does not compress: about 1 MB.
  private static Event wide() {
    var random = new Random(1);
    var text =
        random
            .ints(1 << 20, 'a', 'z')
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
    return Records.event("wide").with("params.text", text.toString());
  }

  private void appendWhenItCan(JournalEntry entry) {
    var deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (System.nanoTime() < deadline) {
      try {
        log.append(Collections.singletonList(entry)).join();
        return;
      } catch (CompletionException notYet) {
        Thread.onSpinWait();
      }
    }
    throw new AssertionError("the log did not recover");
  }
}
