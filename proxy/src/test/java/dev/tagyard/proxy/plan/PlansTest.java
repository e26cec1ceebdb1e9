package dev.tagyard.proxy.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tagyard.proxy.eventlog.LogUnavailable;
import dev.tagyard.rules.RuleObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlansTest {
  private final AtomicBoolean full = new AtomicBoolean();

  @TempDir private Path folder = Path.of("");

  @Test
  void rules_that_could_not_come_into_force_come_with_the_next_reload() throws Exception {
    rule("before");
    Files.writeString(folder.resolve("tagyard.yaml"), "rules: rules\n");
    var reader =
        new PlanReader(
            folder.resolve("tagyard.yaml"),
            _ -> Optional.empty(),
            RuleObserver.NONE,
            InstantSource.system());
    try (var plans = new Plans(reader, reader.read(1), _ -> writable(), _ -> {})) {
      rule("after");
      full.set(true);
      assertThatThrownBy(plans::reload).isInstanceOf(LogUnavailable.class);
      assertThat(name(plans)).isEqualTo("before");

      full.set(false);
      assertThat(plans.reload()).isEmpty();

      assertThat(name(plans)).isEqualTo("after");
      assertThat(plans.rulesVersion().rolledBack()).isFalse();
    }
  }

  private void writable() {
    if (full.get()) {
      throw new LogUnavailable("no room", new IOException("no space left on device"));
    }
  }

  private static String name(Plans plans) {
    return plans.get().rules().rules().getFirst().name();
  }

  private void rule(String name) throws IOException {
    Files.createDirectories(folder.resolve("rules"));
    Files.writeString(
        folder.resolve("rules/10.yaml"), "- name: " + name + "\n  set: {params.x: 1}\n");
  }
}
