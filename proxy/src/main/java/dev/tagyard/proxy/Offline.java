package dev.tagyard.proxy;

import dev.tagyard.proxy.admin.Explainer;
import dev.tagyard.proxy.admin.RuleComparison;
import dev.tagyard.proxy.dispatch.Dispatcher;
import dev.tagyard.proxy.eventlog.rocksdb.RocksEventLog;
import dev.tagyard.proxy.plan.Plan;
import dev.tagyard.proxy.plan.PlanReader;
import dev.tagyard.rules.RuleObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// What commands do where no server runs: they open `data.dir` themselves.
public final class Offline {
  private Offline() {}

  /// The event's story as JSON; absent when nothing is known of it.
  public static Optional<String> explain(Plan plan, String eventId) {
    var clock = InstantSource.system();
    var key = Server.masterKey(plan.configuration(), new SecureRandom());
    try (var log =
        RocksEventLog.open(
            Server.settings(plan.configuration(), key), new SimpleMeterRegistry(), clock)) {
      return new Explainer(log, new Dispatcher(log), () -> plan, clock)
          .explain(eventId)
          .map(Object::toString);
    }
  }

  /// What other rules would do otherwise with recorded events, as JSON.
  public static String compare(Path config, Plan plan, Path rules, Duration since)
      throws InterruptedException {
    var clock = InstantSource.system();
    var key = Server.masterKey(plan.configuration(), new SecureRandom());
    var reader =
        new PlanReader(config, name -> Optional.ofNullable(System.getenv(name)), RuleObserver.NONE);
    try (var log =
        RocksEventLog.open(
            Server.settings(plan.configuration(), key), new SimpleMeterRegistry(), clock)) {
      return new RuleComparison(log, () -> plan, reader, clock).compare(rules, since).toString();
    }
  }
}
