package dev.tagyard.rules.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.junit.jupiter.api.Test;

/// A context made ahead is given out once, and only for what it was made with.
class PreparedContextTest {
  private static final ScriptLimits USUAL = ScriptLimits.usual();
  private static final ScriptLimits SHORT_TEXTS =
      new ScriptLimits(
          USUAL.time(), USUAL.statements(), USUAL.allocatedBytes(), 100, USUAL.threads());

  @Test
  void the_first_to_ask_gets_it_and_the_next_one_another() {
    Sandbox.prepare(USUAL);

    try (var first = Sandbox.context(USUAL);
        var second = Sandbox.context(USUAL)) {
      assertThat(first).isNotEqualTo(second);
      assertThat(frozen(first)).isTrue();
      assertThat(frozen(second)).isTrue();
    }
  }

  @Test
  void other_limits_are_kept() {
    Sandbox.prepare(USUAL);

    try (var context = Sandbox.context(SHORT_TEXTS)) {
      assertThatThrownBy(() -> context.eval("js", "'x'.repeat(101)"))
          .isInstanceOf(PolyglotException.class);
    }
    try (var context = Sandbox.context(USUAL)) {
      assertThat(context.eval("js", "'x'.repeat(101)").asString()).hasSize(101);
    }
  }

  @Test
  void one_that_nobody_asked_for_gives_way_to_the_next() {
    Sandbox.prepare(SHORT_TEXTS);
    Sandbox.prepare(USUAL);

    try (var context = Sandbox.context(USUAL)) {
      assertThat(frozen(context)).isTrue();
    }
  }

  private static boolean frozen(Context context) {
    return context.eval("js", "Object.isFrozen(Object.prototype)").asBoolean();
  }
}
