package dev.tagyard.consent;

import dev.tagyard.consent.tcf.TcReading;
import dev.tagyard.consent.tcf.TcReason;
import dev.tagyard.consent.tcf.TcString;
import dev.tagyard.consent.tcf.Usability;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// A TC string that arrived, read and judged.
///
/// @param place where it was found: `tcf` or `gpp`
/// @param faults why it cannot be used; empty when it can
record TcfSignal(String place, String text, TcReading reading, List<TcReason> faults) {

  static TcfSignal of(
      String place, String text, TcReading reading, LocalDate today, ConsentSettings settings) {
    var faults =
        switch (reading) {
          case TcReading.Malformed(var reason) -> List.of(reason);
          case TcReading.Read(var string) ->
              Usability.faults(string, today, settings.maxAge(), settings.cmpList());
        };
    return new TcfSignal(place, text, reading, faults);
  }

  Optional<TcString> usable() {
    return faults.isEmpty() ? reading.parsed() : Optional.empty();
  }
}
