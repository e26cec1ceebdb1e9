package dev.tagyard.rules.script;

import java.util.Optional;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.SourceSection;

/// Finds in an exception what its author needs: the place in his own files, and the words.
final class ScriptFault {
  private ScriptFault() {}

  static ScriptError of(String module, PolyglotException thrown) {
    return place(thrown)
        .map(place ->
            new ScriptError(
                file(place), place.getStartLine(), place.getStartColumn(), words(thrown)))
        .orElseGet(() -> new ScriptError(module, 0, 0, words(thrown)));
  }

  private static Optional<SourceSection> place(PolyglotException thrown) {
    var own = Optional.ofNullable(thrown.getSourceLocation()).filter(ScriptFault::ofRules);
    if (thrown.isSyntaxError() && own.isPresent()) {
      return own;
    }
    for (var frame : thrown.getPolyglotStackTrace()) {
      var place =
          frame.isGuestFrame()
              ? Optional.ofNullable(frame.getSourceLocation()).filter(ScriptFault::ofRules)
              : Optional.<SourceSection>empty();
      if (place.isPresent()) {
        return place;
      }
    }
    return own;
  }

  private static boolean ofRules(SourceSection place) {
    return place.isAvailable()
        && !place.getSource().isInternal()
        && place.getSource().getPath() != null;
  }

  private static String file(SourceSection place) {
    return ScriptFiles.shown(String.valueOf(place.getSource().getPath()));
  }

  private static String words(PolyglotException thrown) {
    return String.valueOf(thrown.getMessage());
  }
}
