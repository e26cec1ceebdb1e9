package dev.tagyard.consent.tcf;

import java.util.Optional;

/// What came of reading a string as a TC string.
public sealed interface TcReading {
  record Read(TcString string) implements TcReading {}

  record Malformed(TcReason reason) implements TcReading {}

  default Optional<TcString> parsed() {
    return switch (this) {
      case Read(var string) -> Optional.of(string);
      case Malformed _ -> Optional.empty();
    };
  }
}
