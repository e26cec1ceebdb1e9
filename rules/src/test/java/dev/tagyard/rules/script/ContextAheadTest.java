package dev.tagyard.rules.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ContextAheadTest {
  private static final ScriptLimits USUAL = ScriptLimits.usual();
  private static final ScriptLimits SHORT_TEXTS =
      new ScriptLimits(
          USUAL.time(), USUAL.statements(), USUAL.allocatedBytes(), 100, USUAL.threads());

  private final List<Context> made = new ArrayList<>();
  private final ContextAhead ahead =
      new ContextAhead(limits -> {
        made.add(Sandbox.make(limits));
        return made.getLast();
      });

  @AfterEach
  void close() {
    made.forEach(Context::close);
  }

  @Test
  void the_first_to_ask_gets_it_and_the_next_one_another() {
    ahead.prepare(USUAL);
    assertThat(made).hasSize(1);

    assertThat(ahead.context(USUAL)).isSameAs(made.getFirst()).matches(ContextAheadTest::frozen);
    assertThat(made).hasSize(1);

    assertThat(ahead.context(USUAL)).isNotSameAs(made.getFirst());
    assertThat(made).hasSize(2);
  }

  @Test
  void who_asks_for_other_limits_has_them_and_the_one_made_ahead_ends() {
    ahead.prepare(USUAL);

    var context = ahead.context(SHORT_TEXTS);

    assertThatThrownBy(() -> context.eval("js", "'x'.repeat(101)"))
        .isInstanceOf(PolyglotException.class);
    assertThatThrownBy(() -> frozen(made.getFirst())).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void one_that_nobody_asked_for_gives_way_to_the_next() {
    ahead.prepare(SHORT_TEXTS);
    ahead.prepare(USUAL);

    assertThat(ahead.context(USUAL)).isSameAs(made.getLast()).matches(ContextAheadTest::frozen);
    assertThatThrownBy(() -> frozen(made.getFirst())).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void what_went_wrong_is_told_to_who_asks() {
    var broken =
        new ContextAhead(_ -> {
          throw new IllegalStateException("no engine");
        });
    broken.prepare(USUAL);

    assertThatThrownBy(() -> broken.context(USUAL)).hasMessageContaining("no engine");
  }

  private static boolean frozen(Context context) {
    return context.eval("js", "Object.isFrozen(Object.prototype)").asBoolean();
  }
}
