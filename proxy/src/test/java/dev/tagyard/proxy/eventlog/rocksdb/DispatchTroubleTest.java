package dev.tagyard.proxy.eventlog.rocksdb;

import static dev.tagyard.proxy.eventlog.rocksdb.Records.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.Eventually;
import dev.tagyard.proxy.dispatch.DispatchLoop;
import dev.tagyard.proxy.dispatch.Dispatcher;
import dev.tagyard.proxy.eventlog.DispatchBatch;
import dev.tagyard.proxy.eventlog.EventLog;
import dev.tagyard.proxy.eventlog.JournalEntry;
import dev.tagyard.proxy.eventlog.Position;
import dev.tagyard.proxy.eventlog.Term;
import dev.tagyard.proxy.plan.Plan;
import dev.tagyard.rules.event.Event;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Dispatch that comes late, or with something that cannot be written.
final class DispatchTroubleTest {
  @TempDir private Path folder;
  private LogFixture fixture;
  private Plan plan;

  @BeforeEach
  void open() {
    plan = Plans.meta(folder);
    fixture = new LogFixture(folder.resolve("log"));
    fixture.log.destinations(Set.of("meta"));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void a_copy_is_known_by_when_it_was_received_however_long_it_waited() throws Exception {
    var window = plan.configuration().dedup().window();
    fixture.put(received(Duration.ZERO));
    fixture.put(received(window.minusSeconds(1)));
    fixture.put(received(window.plusSeconds(1)));
    fixture.clock.advance(window.multipliedBy(3));

    // The last comes after what the first claimed, and is not yet served by the second.
    dispatch(1);
    dispatch(2);

    assertThat(fixture.log.totals().get("meta"))
        .satisfies(totals -> {
          assertThat(totals.settled()).containsEntry(Term.DUPLICATE, 1L);
          assertThat(totals.outbox()).isEqualTo(2);
        });
  }

  @Test
  void a_transaction_is_known_for_longer_than_an_event() throws Exception {
    var dedup = plan.configuration().dedup();
    fixture.put(purchase("e1", "T1", false, Duration.ZERO));
    fixture.put(purchase("e2", "T1", false, dedup.window().plusDays(1)));
    fixture.put(purchase("e3", "T1", false, dedup.transactions().minusSeconds(1)));
    fixture.put(purchase("e4", "T1", false, dedup.transactions().plusSeconds(1)));
    fixture.clock.advance(dedup.transactions().plusDays(1));

    // Not all at once: what a batch claimed itself is known to it anyway.
    dispatch(1);
    dispatch(1);
    dispatch(2);

    assertDuplicatesAndServed(2, 2);
  }

  @Test
  void after_the_browser_s_copy_the_server_s_goes_once() throws Exception {
    fixture.put(purchase("e1", "T1", false, Duration.ZERO));
    fixture.put(purchase("e1", "T1", true, Duration.ofMinutes(1)));
    fixture.put(purchase("e1", "T1", true, Duration.ofMinutes(2)));
    fixture.put(purchase("e1", "T1", false, Duration.ofMinutes(3)));
    fixture.put(purchase("e1", "T1", true, Duration.ofMinutes(4)));

    dispatch(5);

    assertDuplicatesAndServed(3, 2);
  }

  @Test
  void an_event_that_cannot_be_written_is_a_dead_letter_and_the_others_go_on() {
    fixture.append(3);

    try (var dispatch =
        new DispatchLoop(refusing("e2"), new Dispatcher(fixture.log), () -> plan, fixture.clock)) {
      dispatch.start();
      Eventually.holds("dispatched", () -> fixture.log.cursor().equals(new Position(3)));
    }

    assertThat(fixture.log.totals().get("meta"))
        .satisfies(totals -> {
          assertThat(totals.deadLetters()).isEqualTo(1);
          assertThat(totals.outbox()).isEqualTo(2);
        });
  }

  @Test
  void code_that_is_not_there_for_a_while_costs_no_event() {
    fixture.append(3);
    var missing = new AtomicInteger(2);

    try (var dispatch =
        new DispatchLoop(
            fixture.log,
            new Dispatcher(fixture.log),
            () -> {
              if (missing.getAndDecrement() > 0) {
                throw new NoClassDefFoundError("the files of the release are being replaced");
              }
              return plan;
            },
            fixture.clock)) {
      dispatch.start();
      Eventually.holds("dispatched", () -> fixture.log.cursor().equals(new Position(3)));
    }

    assertThat(fixture.log.totals().get("meta"))
        .satisfies(totals -> assertThat(totals.outbox()).isEqualTo(3));
  }

  private static JournalEntry received(Duration later) {
    var usual = Records.entry("e1");
    return new JournalEntry(
        usual.event(), usual.decision(), usual.source(), NOON.plus(later), usual.planVersion());
  }

  private static JournalEntry purchase(
      String id, String transaction, boolean trusted, Duration later) {
    var usual = Records.entry(id);
    var tree = usual.event().copy().put("trusted", trusted);
    tree.withObjectProperty("params").put("transaction_id", transaction);
    return new JournalEntry(
        Event.of(tree), usual.decision(), "native", NOON.plus(later), usual.planVersion());
  }

  private void assertDuplicatesAndServed(long duplicates, long served) {
    assertThat(fixture.log.totals().get("meta"))
        .satisfies(totals -> {
          assertThat(totals.settled()).containsEntry(Term.DUPLICATE, duplicates);
          assertThat(totals.outbox()).isEqualTo(served);
        });
  }

  private void dispatch(int atOnce) throws InterruptedException {
    var stretch = fixture.log.read(fixture.log.cursor(), atOnce, Duration.ofSeconds(5));
    fixture.log.commit(
        new Dispatcher(fixture.log).dispatch(stretch, plan, fixture.clock.instant()));
  }

  /// The log, but for commits with an event in an outbox, which have a shape that cannot be kept.
  private EventLog refusing(String eventId) {
    return (EventLog)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {EventLog.class},
            (_, method, arguments) -> {
              if (method.getName().equals("commit")
                  && ((DispatchBatch) arguments[0])
                      .outbox().stream().anyMatch(each -> each.event().id().equals(eventId))) {
                throw new IllegalArgumentException("cannot be kept");
              }
              try {
                return method.invoke(fixture.log, arguments);
              } catch (InvocationTargetException failed) {
                throw failed.getCause();
              }
            });
  }
}
