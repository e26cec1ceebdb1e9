package dev.tagyard.rules.script;

import java.util.Set;

/// What a script is told where it may not do something: words of ours that quote nothing of an
/// event, so that they may stand in a log.
final class Words {
  static final String READ_ONLY = "is read only";
  static final String LONG_LIST = "a list of an event has 100000 elements at most";
  static final String NO_FUNCTION = "a function cannot be part of an event";
  static final String NESTED = "the event is nested too deeply, or holds itself";
  static final String LARGE = "what it makes of an event is too large: 8 MiB of memory at most";
  static final String NO_JSON = "cannot be written as JSON";
  static final String NO_KEY = "the key is empty";
  static final String SHA_256 = "wanted sha256(text)";
  static final String HMAC = "wanted hmac(key, text)";
  static final String LOOKUP = "wanted lookup(table, key)";

  static final String MANY_EVENTS = "may return 100 events at most";
  static final String NO_EVENT = "must return an event, a list of events, or null";
  static final String NO_OBJECT = "must return an object";
  static final String ASYNC = "must not be async: an event waits for nothing";

  private static final Set<String> OURS =
      Set.of(
          READ_ONLY,
          LONG_LIST,
          NO_FUNCTION,
          NESTED,
          LARGE,
          NO_JSON,
          NO_KEY,
          SHA_256,
          HMAC,
          LOOKUP,
          MANY_EVENTS,
          NO_EVENT,
          NO_OBJECT,
          ASYNC);

  private Words() {}

  /// Whether these are among them, whoever says them.
  static boolean areOurs(String words) {
    return OURS.contains(words);
  }
}
