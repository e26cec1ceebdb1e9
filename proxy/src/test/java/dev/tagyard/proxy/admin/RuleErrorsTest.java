package dev.tagyard.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.rules.RuleEnd;
import dev.tagyard.rules.RuleFault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RuleErrorsTest {
  private static final RuleFault FAULT =
      new RuleFault("rules/a.js:2:3", "TypeError: jo@example.net is no number", "    x\n    ^");

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final List<String> lines = new ArrayList<>();
  private final RuleErrors errors = new RuleErrors(now::get, lines::add);

  private void fail(String event) {
    errors.failed("a.js", RuleEnd.ERROR, FAULT, event);
  }

  @Test
  void the_first_of_a_kind_is_told_with_its_place_and_the_event_and_no_word_of_it() {
    fail("E1");

    assertThat(lines)
        .containsExactly("rule a.js failed on event E1: rules/a.js:2:3: TypeError\n    x\n    ^");
  }

  @Test
  void the_same_error_a_thousand_times_is_one_more_line_with_a_count() {
    for (var i = 0; i < 1000; i++) {
      fail("E" + i);
    }
    now.set(Instant.EPOCH.plusSeconds(61));
    errors.flush();
    errors.flush();

    assertThat(lines)
        .hasSize(2)
        .last()
        .isEqualTo(
            "rule a.js failed 999 more time(s) in 61 s, last on event E999: rules/a.js:2:3:"
                + " TypeError");
  }

  @Test
  void another_place_is_another_kind() {
    fail("E1");
    errors.failed(
        "a.js", RuleEnd.TIMEOUT, new RuleFault("rules/a.js:9:1", "took longer", ""), "E2");

    assertThat(lines).hasSize(2);
    assertThat(lines.getLast())
        .isEqualTo("rule a.js failed on event E2: rules/a.js:9:1: took longer");
  }

  @Test
  void words_of_ours_are_told_and_keep_errors_apart() {
    for (var words : List.of("must not be async", "may return 100 events at most")) {
      errors.failed("a.js", RuleEnd.ERROR, new RuleFault("rules/a.js:1", words, "", true), "E1");
    }

    assertThat(lines)
        .containsExactly(
            "rule a.js failed on event E1: rules/a.js:1: must not be async",
            "rule a.js failed on event E1: rules/a.js:1: may return 100 events at most");
  }

  @Test
  void an_error_that_is_over_is_told_as_new_when_it_comes_back() {
    fail("E1");
    now.set(Instant.EPOCH.plusSeconds(100));
    errors.flush();
    fail("E2");

    assertThat(lines).hasSize(2);
    assertThat(lines.getLast()).startsWith("rule a.js failed on event E2");
  }

  @Test
  void the_kinds_that_are_remembered_are_bounded() {
    for (var i = 0; i < 2000; i++) {
      errors.failed("a.js", RuleEnd.TIMEOUT, new RuleFault("rules/a.js:" + i, "slow", ""), "E");
      errors.failed("a.js", RuleEnd.TIMEOUT, new RuleFault("rules/a.js:" + i, "slow", ""), "E");
    }

    assertThat(lines.stream().filter(line -> line.contains("1 more"))).hasSize(1500);
  }
}
