package dev.tagyard.consent.tcf;

import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;

/// The framework's list of consent platforms, cut to what a decision needs. It is optional; without
/// one the strings of every platform are believed.
///
/// @param day when the list was made
/// @param platforms the id of each, and since when (UTC) it is no longer in the framework
public record CmpList(LocalDate day, Map<Integer, Optional<LocalDate>> platforms) {
  public CmpList {
    platforms = Map.copyOf(platforms);
  }

  /// Why the strings of a platform cannot be used.
  Optional<TcReason> fault(int platform, LocalDate today) {
    var deleted = platforms.get(platform);
    if (deleted == null) {
      return Optional.of(TcReason.CMP_NOT_IN_LIST);
    }
    return deleted.filter(day -> day.isBefore(today)).map(_ -> TcReason.CMP_DELETED);
  }
}
