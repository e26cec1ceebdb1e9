package dev.tagyard.proxy.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tagyard.proxy.eventlog.LogUnavailable;
import dev.tagyard.rules.RuleObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlansTest {
  private static final String SCRIPT =
      "export function request() { return { url: 'https://crm.example.com/' }; }\n";

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

  @Test
  void what_was_not_told_of_everywhere_counts_as_not_read() throws Exception {
    rule("before");
    Files.writeString(folder.resolve("tagyard.yaml"), "rules: rules\n");
    var reader =
        new PlanReader(
            folder.resolve("tagyard.yaml"),
            _ -> Optional.empty(),
            RuleObserver.NONE,
            InstantSource.system());
    try (var plans = new Plans(reader, reader.read(1), _ -> {}, _ -> writable())) {
      var before = plans.files();
      rule("another");
      full.set(true);
      assertThatThrownBy(plans::reload).isInstanceOf(LogUnavailable.class);
      assertThat(plans.files()).isEqualTo(before);

      full.set(false);
      assertThat(plans.reload()).isEmpty();

      assertThat(name(plans)).isEqualTo("another");
      assertThat(plans.files()).isEqualTo(FileStamps.of(reader.files(plans.get())));
    }
  }

  @Test
  void a_script_that_is_edited_while_the_rest_is_read_is_read_again() throws Exception {
    var script = Files.writeString(folder.resolve("crm.js"), SCRIPT);
    Files.writeString(
        folder.resolve("tagyard.yaml"),
        """
        destinations:
          first: { type: script, module: crm.js, hosts: [crm.example.com] }
          second: { type: postback, url: "${URL}" }
        """);
    var reader =
        new PlanReader(
            folder.resolve("tagyard.yaml"),
            _ -> edited(script),
            RuleObserver.NONE,
            InstantSource.system());
    var loaded = reader.read(1);
    try (var plans = new Plans(reader, loaded, _ -> {}, _ -> {})) {
      assertThat(plans.files()).containsKey(script);
      assertThat(plans.files()).isNotEqualTo(FileStamps.of(reader.files(plans.get())));

      assertThat(plans.reload()).isEmpty();
      assertThat(plans.files()).isEqualTo(FileStamps.of(reader.files(plans.get())));
    }
  }

  @Test
  void a_script_is_kept_for_as_long_as_its_last_call_may_take() throws Exception {
    Files.writeString(folder.resolve("crm.js"), SCRIPT);
    Files.writeString(
        folder.resolve("tagyard.yaml"),
        """
        destinations:
          crm: { type: script, module: crm.js, hosts: [crm.example.com], timeout: 3m }
          other: { type: postback, url: "https://partner.example.com/", timeout: 1s }
        """);
    var reader =
        new PlanReader(
            folder.resolve("tagyard.yaml"),
            _ -> Optional.empty(),
            RuleObserver.NONE,
            InstantSource.system());
    try (var plans = new Plans(reader, reader.read(1), _ -> {}, _ -> {})) {
      assertThat(Plans.lastCall(plans.get().destinations().values()))
          .isGreaterThan(Duration.ofMinutes(4));
    }
  }

  /// What is asked for while the second destination is read, when the first has been.
  private static Optional<String> edited(Path script) {
    try {
      if (Files.readString(script).equals(SCRIPT)) {
        Files.writeString(script, SCRIPT + "// edited");
      }
      return Optional.of("https://partner.example.com/?id={event_id}");
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
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
