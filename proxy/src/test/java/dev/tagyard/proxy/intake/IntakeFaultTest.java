package dev.tagyard.proxy.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.choice.ChoiceWriter;
import dev.tagyard.proxy.choice.Choices;
import dev.tagyard.proxy.choice.Withdrawals;
import dev.tagyard.proxy.eventlog.ConsentRecords;
import dev.tagyard.proxy.eventlog.EventLog;
import dev.tagyard.proxy.eventlog.Partly;
import dev.tagyard.proxy.plan.Plan;
import dev.tagyard.proxy.plan.PlanReader;
import dev.tagyard.proxy.source.Decoded;
import dev.tagyard.proxy.source.Headers;
import dev.tagyard.proxy.source.Inbound;
import dev.tagyard.proxy.source.Source;
import dev.tagyard.rules.RuleObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests of one turn, one of which meets an error that is not its own.
class IntakeFaultTest {
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir private Path folder = Path.of("");
  private final ArrayDeque<Runnable> later = new ArrayDeque<>();

  @Test
  void whatever_a_step_throws_each_request_of_the_turn_is_answered() throws Exception {
    var plan = plan();
    try (var writer =
        new ChoiceWriter(log().consents(), new Withdrawals(log()), () -> Duration.ZERO, DAY)) {
      writer.start();
      var intake = intake(plan, writer);
      var sound = new Answers(Decoded.refused("empty", "nothing"));

      var before = intake.take(sound, inbound(), visitors(), _ -> {});
      var broken = intake.take(new Breaks(), inbound(), visitors(), _ -> {});
      var after = intake.take(sound, inbound(), visitors(), _ -> {});
      while (!later.isEmpty()) {
        later.remove().run();
      }

      assertThat(List.of(before, after))
          .allSatisfy(each -> assertThat(each).isCompletedWithValueMatching(IntakeFaultTest::told));
      assertThat(broken)
          .failsWithin(Duration.ZERO)
          .withThrowableOfType(Exception.class)
          .withCauseInstanceOf(NoClassDefFoundError.class);
    }
  }

  private record Answers(Decoded decoded) implements Source {
    @Override
    public String name() {
      return "native";
    }

    @Override
    public Decoded decode(Inbound inbound) {
      return decoded;
    }
  }

  private record Breaks() implements Source {
    @Override
    public String name() {
      return "native";
    }

    @Override
    public Decoded decode(Inbound inbound) {
      throw new NoClassDefFoundError("the files of the release are being replaced");
    }
  }

  private static boolean told(Receipt receipt) {
    return receipt.rejected().size() == 1;
  }

  private Intake intake(Plan plan, ChoiceWriter writer) {
    return new Intake(
        () -> plan,
        new Turns(() -> log().turn(), later::add),
        new EventIds(new byte[32], new Random(1)),
        new IntakeMetrics(new SimpleMeterRegistry(), new ConsentSummary()),
        new Choices(
            log().consents(), new Withdrawals(log()), writer, () -> Duration.ZERO, () -> false),
        Follower.NONE);
  }

  private Plan plan() throws IOException {
    var file = folder.resolve("tagyard.yaml");
    Files.writeString(file, "public:\n  listen: 127.0.0.1:0\n");
    return new PlanReader(file, _ -> Optional.empty(), RuleObserver.NONE, InstantSource.system())
        .read(1)
        .plan()
        .orElseThrow();
  }

  /// Of which next to nothing is asked here.
  private static EventLog log() {
    return Partly.of(
        EventLog.class,
        Map.of(
            "consents",
            _ -> Partly.of(ConsentRecords.class, Map.of()),
            "turn",
            _ -> Partly.of(EventLog.Turn.class, Map.of())));
  }

  private static VisitorIds visitors() {
    return new VisitorIds(Optional.empty(), Instant.EPOCH, () -> "", false, new Random(1));
  }

  private static Inbound inbound() {
    return new Inbound(
        "POST",
        "/e",
        "",
        Headers.of(Map.of()),
        Map.of(),
        new byte[0],
        "203.0.113.9",
        false,
        false,
        Instant.EPOCH);
  }
}
