package dev.tagyard.rules.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.graalvm.polyglot.PolyglotException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineFaultTest {
  @ParameterizedTest
  @CsvSource({
    "NoClassDefFoundError, true",
    "ExceptionInInitializerError, true",
    "StackOverflowError, false",
    "IllegalStateException, false"
  })
  void a_class_that_cannot_be_made_ready_is_no_fault_of_a_rule(String thrown, boolean broken) {
    var function = new HostFunction(_ -> fail(thrown));

    try (var context = Sandbox.make(ScriptLimits.usual())) {
      var rule = context.eval("js", "(work) => { try { work(); } catch (e) { throw e; } }");
      var seen = catchThrowableOfType(PolyglotException.class, () -> rule.executeVoid(function));

      assertThat(EngineFault.isBroken(seen)).isEqualTo(broken);
    }
  }

  private static Object fail(String name) {
    switch (name) {
      case "NoClassDefFoundError" -> throw new NoClassDefFoundError("of the engine");
      case "ExceptionInInitializerError" -> throw new ExceptionInInitializerError();
      case "StackOverflowError" -> throw new StackOverflowError();
      default -> throw new IllegalStateException(name);
    }
  }
}
