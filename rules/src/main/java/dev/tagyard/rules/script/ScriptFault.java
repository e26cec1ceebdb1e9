package dev.tagyard.rules.script;

import dev.tagyard.rules.module.ModuleText;
import dev.tagyard.rules.module.ScriptError;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.SourceSection;

/// Finds in an exception what its author needs: the place in his own files, and the words.
///
/// @param texts by file
record ScriptFault(Map<String, ModuleText> texts) {

  /// What the engine says of a view that is asked for what it is not, and what it says of an object
  /// of its own.
  private static final Map<Pattern, String> REFUSED =
      Map.of(
          refused("invokeMember \\((.*)\\)"),
          "TypeError: $1 is not a function",
          refused("execute"),
          "TypeError: an object is not a function",
          refused("instantiate"),
          "TypeError: an object is not a constructor");

  /// Of an error's words, which a script may make of the whole event.
  private static final int LONGEST = 1_000;

  private static final String NO_CONSOLE = "ReferenceError: console is not defined";

  private static Pattern refused(String message) {
    return Pattern.compile(
        "^TypeError: " + message + " on " + Pattern.quote(HostObject.SHOWN) + " failed due to: .*");
  }

  static ScriptFault in(Map<String, List<ModuleText>> modules) {
    Map<String, ModuleText> texts = new HashMap<>();
    modules.values().forEach(list -> list.forEach(text -> texts.put(text.file(), text)));
    return new ScriptFault(Map.copyOf(texts));
  }

  ScriptError of(String module, PolyglotException thrown) {
    var words = words(thrown);
    var error =
        place(thrown)
            .flatMap(place -> error(place, words))
            .orElseGet(() -> new ScriptError(module, 0, 0, words, ""));
    return Words.areOurs(words) ? error.saying(words) : error;
  }

  private Optional<ScriptError> error(SourceSection place, String words) {
    return Optional.ofNullable(texts.get(place.getSource().getName()))
        .map(text -> text.mistake(place.getCharIndex(), words));
  }

  private Optional<SourceSection> place(PolyglotException thrown) {
    var own = Optional.ofNullable(thrown.getSourceLocation()).filter(this::ofRules);
    if (thrown.isSyntaxError() && own.isPresent()) {
      return own;
    }
    for (var frame : thrown.getPolyglotStackTrace()) {
      var place =
          frame.isGuestFrame()
              ? Optional.ofNullable(frame.getSourceLocation()).filter(this::ofRules)
              : Optional.<SourceSection>empty();
      if (place.isPresent()) {
        return place;
      }
    }
    return own;
  }

  private boolean ofRules(SourceSection place) {
    return place.isAvailable() && texts.containsKey(place.getSource().getName());
  }

  private static String words(PolyglotException thrown) {
    var words = Shortened.to(LONGEST, String.valueOf(thrown.getMessage()));
    for (var refused : REFUSED.entrySet()) {
      words = refused.getKey().matcher(words).replaceFirst(refused.getValue());
    }
    return words.equals(NO_CONSOLE) ? words + ": use context.log(…)" : words;
  }
}
