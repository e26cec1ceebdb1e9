package dev.tagyard.proxy.eventlog.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.Eventually;
import dev.tagyard.proxy.dispatch.DispatchLoop;
import dev.tagyard.proxy.dispatch.Dispatcher;
import dev.tagyard.proxy.eventlog.Position;
import dev.tagyard.proxy.eventlog.Term;
import dev.tagyard.proxy.plan.Plan;
import dev.tagyard.proxy.plan.PlanReader;
import dev.tagyard.rules.RuleObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/// A record of the journal that was changed on disk costs its own events and no other.
final class UnreadableJournalTest {
  @TempDir Path folder;

  @Test
  void what_cannot_be_read_is_passed_over_and_counted_and_what_follows_goes_on() throws Exception {
    var log = folder.resolve("log");
    try (var fixture = new LogFixture(log)) {
      fixture.log.destinations(Set.of("meta"));
      fixture.append(1);
      fixture.log.append(List.of(Records.entry("lost"), Records.entry("lost too"))).join();
      fixture.append(1);
    }
    overwrite(log, 3);

    try (var fixture = new LogFixture(log);
        var dispatch =
            new DispatchLoop(
                fixture.log, new Dispatcher(fixture.log), this::plan, InstantSource.system())) {
      dispatch.start();
      Eventually.holds("dispatched", () -> fixture.log.cursor().equals(new Position(4)));

      assertThat(fixture.log.totals().get("meta"))
          .satisfies(totals -> {
            assertThat(totals.accepted()).isEqualTo(4);
            assertThat(totals.settled()).containsEntry(Term.UNKNOWN, 2L);
            assertThat(totals.waiting()).isEqualTo(2);
          });
    }
  }

  private Plan plan() {
    var file = folder.resolve("tagyard.yaml");
    try {
      Files.writeString(
          file,
          """
          public:
            listen: 127.0.0.1:0
          destinations:
            meta:
              type: meta
              pixel_id: "1234567890"
              access_token: token
          """);
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    }
    return new PlanReader(file, _ -> Optional.empty(), RuleObserver.NONE, InstantSource.system())
        .read(1)
        .plan()
        .orElseThrow();
  }

  private static void overwrite(Path log, long position) throws RocksDBException {
    try (var store = Store.open(log);
        var batch = new WriteBatch()) {
      batch.put(store.handle(Column.JOURNAL), Layout.number(position), new byte[100]);
      store.write(batch, true);
    }
  }
}
