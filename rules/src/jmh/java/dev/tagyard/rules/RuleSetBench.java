package dev.tagyard.rules;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.rules.event.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What rules that do not match cost: two that do, alone and among others.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RuleSetBench {
  private static final String EVENT =
      """
      {"event_name": "purchase", "event_id": "E1", "event_time": 1767268800000,
       "page": {"url": "https://www.example.com/thanks"}, "user": {"email": "jo@example.net"},
       "params": {"value": 59.9, "currency": "EUR", "transaction_id": "T1"}}\
      """;

  @Param({"2", "100", "1000"})
  private int rules;

  private RuleSet set = RuleSet.none();
  private List<RuleInput> batch = List.of();

  @Setup
  public void load() {
    var text = new StringBuilder();
    for (var i = 2; i < rules; i++) {
      text.append(
          "- {match: {event_name: other_%d, params.value: {min: %d}}, set: {params.x: %d}}\n"
              .formatted(i, i, i));
    }
    text.append("- {match: {event_name: purchase}, set: {params.a: 1}}\n");
    text.append("- {match: {params.currency: EUR}, copy: {params.order: params.transaction_id}}\n");
    try {
      var folder = Files.createTempDirectory("bench");
      Files.writeString(folder.resolve("a.yaml"), text);
      set = RuleSet.load(folder, RuleOptions.of(Set.of("meta")), new ArrayList<>()).orElseThrow();
      var event = Event.of((ObjectNode) new ObjectMapper().readTree(EVENT));
      batch = List.of(new RuleInput(event, Set.of("meta"), Map.of()));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Benchmark
  public Object apply() {
    return set.apply(batch);
  }
}
