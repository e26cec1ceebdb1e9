package dev.tagyard.proxy.eventlog.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.Totals;
import java.util.ArrayList;
import java.util.List;

/// What must hold of every log at any time.
final class Sums {
  private Sums() {}

  /// For each destination accepted is settled and waiting, and its outbox holds what is counted.
  static void hold(RocksEventLog log) {
    log.totals()
        .forEach((name, totals) -> {
          assertThat(totals.accepted())
              .as("%s: %s", name, totals)
              .isEqualTo(settled(totals) + totals.waiting());
          var entries = outbox(log, name);
          assertThat(totals.outbox()).as("outbox of %s", name).isEqualTo(entries.size());
          assertThat(totals.oldest().isPresent()).isEqualTo(!entries.isEmpty());
          for (var entry : entries) {
            assertThat(totals.oldest().orElseThrow()).isBeforeOrEqualTo(entry.acceptedAt());
          }
        });
  }

  /// All entries of an outbox, from disk.
  static List<OutboxEntry> outbox(RocksEventLog log, String name) {
    var entries = new ArrayList<OutboxEntry>();
    log.forEachUnsealed((column, key, value) -> {
      if (column.equals("outbox")) {
        var entry = RecordCodec.outboxEntry(value);
        if (entry.destination().equals(name)) {
          entries.add(entry);
        }
      }
    });
    return entries;
  }

  static long settled(Totals totals) {
    return totals.settled().values().stream().mapToLong(Long::longValue).sum();
  }
}
