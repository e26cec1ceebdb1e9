package dev.tagyard.proxy.scripted;

import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.Outcome;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What a script's `response`, or the status alone, made of an answer.
///
/// @param complaint of the script, for the log: without a word of the event; absent where there is
///   none
record Answer(Map<Delivery, Outcome> outcomes, Optional<String> complaint) {
  static Answer of(Map<Delivery, Outcome> outcomes) {
    return new Answer(outcomes, Optional.empty());
  }

  /// By the status alone, since the script failed.
  ///
  /// @param byStatus for each delivery
  /// @param words for who looks at the event
  static Answer without(Map<Delivery, Outcome> byStatus, String complaint, String words) {
    var noted = new LinkedHashMap<Delivery, Outcome>();
    byStatus.forEach((delivery, outcome) -> noted.put(delivery, noted(outcome, words, complaint)));
    return new Answer(noted, Optional.of(complaint));
  }

  private static Outcome noted(Outcome outcome, String words, String complaint) {
    return switch (outcome) {
      case Outcome.Delivered(var said) -> new Outcome.Delivered(joined(said, words));
      case Outcome.Retry(var reason, var wait) -> new Outcome.Retry(joined(reason, words), wait);
      case Outcome.Rejected(var said) -> new Outcome.Rejected(joined(said, words));
      case Outcome.Split(var said) -> new Outcome.Split(joined(said, words));
      // What is told of refused credentials goes to the log.
      case Outcome.CredentialsRefused(var said) ->
          new Outcome.CredentialsRefused(joined(said, complaint));
      case Outcome other -> other;
    };
  }

  private static String joined(String said, String words) {
    return said.isEmpty() ? words : said + "; " + words;
  }
}
