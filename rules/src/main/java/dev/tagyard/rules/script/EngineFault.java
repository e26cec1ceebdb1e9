package dev.tagyard.rules.script;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.graalvm.polyglot.PolyglotException;

/// A class of the engine that could not be made ready, which is no fault of a rule: the JVM does
/// not try again, so that nothing but a new process helps.
final class EngineFault {
  private static final AtomicReference<Optional<String>> TOLD =
      new AtomicReference<>(Optional.empty());

  private EngineFault() {}

  static boolean isBroken(PolyglotException thrown) {
    var words = String.valueOf(thrown.getMessage());
    return thrown.isInternalError()
        && (words.startsWith(NoClassDefFoundError.class.getName())
            || words.startsWith(ExceptionInInitializerError.class.getName()));
  }

  /// Remembers it, for who asks whether scripts run as they should.
  ///
  /// @return the words for it, which quote nothing of an event
  static String tell(String why) {
    var words = "the script engine is broken until the server is started anew: " + why;
    TOLD.set(Optional.of(words));
    return words;
  }

  static Optional<String> told() {
    return TOLD.get();
  }
}
