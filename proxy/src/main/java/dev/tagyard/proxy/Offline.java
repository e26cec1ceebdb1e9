package dev.tagyard.proxy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.proxy.admin.Counts;
import dev.tagyard.proxy.admin.DeadLetterDesk;
import dev.tagyard.proxy.admin.Explainer;
import dev.tagyard.proxy.admin.RuleComparison;
import dev.tagyard.proxy.eventlog.EventLog;
import dev.tagyard.proxy.eventlog.KeyFile;
import dev.tagyard.proxy.eventlog.LogRefused;
import dev.tagyard.proxy.eventlog.MasterKey;
import dev.tagyard.proxy.eventlog.rocksdb.RocksEventLog;
import dev.tagyard.proxy.plan.Plan;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/// What commands do where no server runs: they open `data.dir` themselves.
public final class Offline {
  private Offline() {}

  /// The event's story as JSON; absent when nothing is known of it.
  public static Optional<String> explain(Plan plan, String eventId) {
    return withLog(
        plan,
        (log, clock) ->
            new Explainer(log, () -> plan, clock).explain(eventId).map(Object::toString));
  }

  /// What an operator asks of dead letters. What is replayed is sent once a server runs.
  public static <T> T deadLetters(Plan plan, Function<DeadLetterDesk, T> ask) {
    return withLog(plan, (log, clock) -> ask.apply(new DeadLetterDesk(log, () -> plan, clock)));
  }

  /// What was sent and what became of it, as [Counts] tells it.
  public static ObjectNode counts(Plan plan, Map<String, String> asked) {
    return withLog(plan, (log, clock) -> new Counts(log, () -> plan, clock).of(asked));
  }

  private static <T> T withLog(Plan plan, BiFunction<EventLog, InstantSource, T> work) {
    var clock = InstantSource.system();
    try (var log = open(plan, clock)) {
      return work.apply(log, clock);
    }
  }

  /// What other rules would do otherwise with recorded events, as JSON.
  public static String compare(Path config, Plan plan, Path rules, Duration since)
      throws InterruptedException {
    var clock = InstantSource.system();
    var reader = Server.Surroundings.ofProcess().reader(config);
    try (var log = open(plan, clock)) {
      return new RuleComparison(log, () -> plan, reader, clock).compare(rules, since).toString();
    }
  }

  /// What is there already: who only looks makes neither a log nor a key.
  private static EventLog open(Plan plan, InstantSource clock) {
    var configuration = plan.configuration();
    var folder = Server.logFolder(configuration);
    if (!Files.isDirectory(folder)) {
      throw new LogRefused(
          "there is no event log in "
              + folder
              + " yet, and no server answers on admin.listen "
              + configuration.admin().listen()
              + ": is it the right --config?");
    }
    var key =
        configuration
            .privacy()
            .key()
            .map(secret -> MasterKey.ofBase64(secret.reveal()))
            .orElseGet(() -> KeyFile.existing(configuration.data().dir()).key());
    return RocksEventLog.open(
        Server.settings(() -> configuration, key), new SimpleMeterRegistry(), clock);
  }
}
