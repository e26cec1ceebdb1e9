package dev.tagyard.proxy.eventlog.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.dispatch.Dispatcher;
import dev.tagyard.proxy.eventlog.Position;
import dev.tagyard.proxy.eventlog.Totals;
import dev.tagyard.proxy.plan.Plan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Destinations that go, come and come back while dispatch has a backlog: each is counted for what
/// it was given.
final class ReloadedDestinationsTest {
  @TempDir Path folder;
  private Plan plan;

  @BeforeEach
  void readPlan() {
    plan = Plans.meta(folder);
  }

  /// @param atOnce events of one stretch
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 100})
  void one_that_comes_back_is_counted_for_what_waited_for_it(int atOnce) throws Exception {
    try (var fixture = new LogFixture(folder.resolve("log"))) {
      var log = fixture.log;
      log.destinations(Set.of("meta"));
      fixture.append(2);
      dispatch(log, 2);
      fixture.append(3);
      log.destinations(Set.of());
      fixture.append(1);
      log.destinations(Set.of("meta"));
      fixture.append(4);

      while (log.cursor().value() < 10) {
        dispatch(log, atOnce);
        Sums.hold(log);
      }

      assertThat(log.since("meta")).isEqualTo(new Position(6));
      assertThat(total(log, "meta").accepted()).isEqualTo(10);
      fixture.reopen();
      Sums.hold(fixture.log);
    }
  }

  @Test
  void one_that_the_log_knows_before_its_plan_runs_is_counted_too() throws Exception {
    try (var fixture = new LogFixture(folder.resolve("log"))) {
      var log = fixture.log;
      log.destinations(Set.of("meta"));
      fixture.append(2);
      log.destinations(Set.of("meta", "later"));
      fixture.append(3);

      dispatch(log, 100);

      Sums.hold(log);
      assertThat(total(log, "later").accepted()).isEqualTo(3);
      assertThat(total(log, "later").waiting()).isZero();
    }
  }

  @Test
  void one_that_came_later_is_counted_for_an_event_that_cannot_be_dispatched() throws Exception {
    try (var fixture = new LogFixture(folder.resolve("log"))) {
      var log = fixture.log;
      log.destinations(Set.of("meta", "later"));
      fixture.append(1);

      var journaled = log.read(log.cursor(), 1, Duration.ofSeconds(5)).getFirst();
      log.commit(new Dispatcher(log).bury(journaled, Records.NOON, "a bug"));

      Sums.hold(log);
      assertThat(total(log, "later").waiting()).isZero();
    }
  }

  private void dispatch(RocksEventLog log, int atOnce) throws InterruptedException {
    var stretch = log.read(log.cursor(), atOnce, Duration.ofSeconds(5));
    log.commit(new Dispatcher(log).dispatch(stretch, plan, Records.NOON));
  }

  private static Totals total(RocksEventLog log, String name) {
    return Objects.requireNonNull(log.totals().get(name));
  }
}
