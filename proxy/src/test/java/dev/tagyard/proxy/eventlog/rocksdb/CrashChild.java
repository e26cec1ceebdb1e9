package dev.tagyard.proxy.eventlog.rocksdb;

import dev.tagyard.proxy.eventlog.DispatchBatch;
import dev.tagyard.proxy.eventlog.Fact;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.Position;
import dev.tagyard.proxy.eventlog.Settlement;
import dev.tagyard.proxy.eventlog.Settlement.Next;
import dev.tagyard.proxy.eventlog.Term;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// A process that works a log hard until it is killed. It prints `A id` for each event that it was
/// told is kept.
final class CrashChild {
  static final List<String> DESTINATIONS = List.of("meta", "ga4", "partner");
  private static final int APPENDERS = 16;

  private final RocksEventLog log;
  private final String run;

  private CrashChild(RocksEventLog log, String run) {
    this.log = log;
    this.run = run;
  }

  public static void main(String[] args) throws InterruptedException {
    var settings = LogFixture.settings(Path.of(args[0]), Long.MAX_VALUE);
    var log = RocksEventLog.open(settings, new SimpleMeterRegistry(), InstantSource.system());
    log.destinations(Set.copyOf(DESTINATIONS));
    var child = new CrashChild(log, args[1]);
    for (var n = 0; n < APPENDERS; n++) {
      var appender = n;
      Thread.ofVirtual().start(() -> child.append(appender));
    }
    DESTINATIONS.forEach(name -> Thread.ofVirtual().start(() -> child.send(name)));
    child.dispatch();
  }

  private void append(int appender) {
    for (var n = 0; ; n++) {
      var id = run + "-" + appender + "-" + n;
      log.append(List.of(Records.entry(id))).join();
      System.out.println("A " + id);
    }
  }

  private void dispatch() throws InterruptedException {
    while (true) {
      var after = log.cursor();
      var entries = log.read(after, 50, Duration.ofSeconds(1));
      if (entries.isEmpty()) {
        continue;
      }
      var outbox = new ArrayList<OutboxEntry>();
      var facts = new ArrayList<Fact>();
      for (var each : entries) {
        var position = each.position().value();
        DESTINATIONS.forEach(name -> outbox.add(Records.outbox(name, position, Instant.now())));
        facts.add(Records.fact(each.entry().event().id(), position, Fact.Kind.QUEUED));
      }
      var cursor = new Position(entries.getLast().position().value());
      log.commit(
          new DispatchBatch(
              after, cursor, Map.of(), outbox, new HashMap<>(), Map.of(), List.of(), facts));
    }
  }

  private void send(String destination) {
    var random = new Random(destination.hashCode());
    while (true) {
      var settlements = new ArrayList<Settlement>();
      for (var entry : log.due(destination, Instant.now(), 20, Set.of())) {
        var next =
            switch (random.nextInt(4)) {
              case 0 -> new Next.Again(Instant.now().plusMillis(50), entry.attempts() + 1, "");
              case 1 -> new Next.Dead(Term.REJECTED, "invented", "");
              default -> new Next.Done(Term.DELIVERED);
            };
        settlements.add(new Settlement(entry, next, List.of()));
      }
      log.settle(settlements);
      LockSupport.parkNanos(1_000_000);
    }
  }
}
