package dev.tagyard.rules;

/// Why a rule failed on an event.
///
/// @param place file, line and column
/// @param words the engine's or the script's own; may quote the event
/// @param excerpt the line itself and a caret below it; empty when not known
/// @param ours whether the words are ours, which quote nothing
public record RuleFault(String place, String words, String excerpt, boolean ours) {
  /// In words that are not ours.
  public RuleFault(String place, String words, String excerpt) {
    this(place, words, excerpt, false);
  }

  /// In one line: `rules/20_margin.js:12:5: TypeError: …`.
  public String message() {
    return place + ": " + words;
  }

  /// With the line that failed, where it is known.
  public String shown() {
    return excerpt.isEmpty() ? message() : message() + "\n" + excerpt;
  }

  /// What kind of error it is, without a word of the event: `TypeError`, or what it says in words
  /// of ours; empty when it has no name.
  public String kind() {
    if (ours) {
      return words;
    }
    var colon = words.indexOf(':');
    var name = colon < 0 ? words : words.substring(0, colon);
    return name.matches("[A-Z][A-Za-z]{0,40}Error") ? name : "";
  }
}
