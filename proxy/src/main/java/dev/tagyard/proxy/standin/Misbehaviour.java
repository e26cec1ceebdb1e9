package dev.tagyard.proxy.standin;

import java.time.Duration;
import java.util.Map;

/// What a stand-in does instead of answering as the vendor would.
public sealed interface Misbehaviour {
  /// Answers without taking the events.
  record Answer(int status, Map<String, String> headers, String body) implements Misbehaviour {
    public Answer {
      headers = Map.copyOf(headers);
    }
  }

  /// Answers as the vendor would, but later.
  record Late(Duration delay) implements Misbehaviour {}

  /// Closes the connection without a word.
  ///
  /// @param taken whether the events were taken before
  record Reset(boolean taken) implements Misbehaviour {}

  /// Never answers.
  ///
  /// @param taken whether the events were taken
  record Hang(boolean taken) implements Misbehaviour {}

  static Misbehaviour status(int status) {
    return new Answer(status, Map.of(), "");
  }

  static Misbehaviour retryAfter(int status, Duration wait) {
    return new Answer(status, Map.of("Retry-After", Long.toString(wait.toSeconds())), "");
  }
}
