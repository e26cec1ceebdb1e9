package dev.tagyard.consent;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Which sections of a GPP string the page says are in force.
///
/// @param ids the sections; empty when none is in force
/// @param determined whether the page knows it yet
record GppSid(Set<Integer> ids, boolean determined) {
  static final int FIRST_US = 6;
  static final int LAST_US = 27;

  private static final String NONE_IN_FORCE = "-1";
  private static final String NOT_DETERMINED = "0";
  private static final int MOST = 32;

  GppSid {
    ids = Set.copyOf(ids);
  }

  /// Empty when it cannot be read.
  static Optional<GppSid> read(String text) {
    var trimmed = text.strip();
    if (trimmed.equals(NONE_IN_FORCE)) {
      return Optional.of(new GppSid(Set.of(), true));
    }
    if (trimmed.equals(NOT_DETERMINED)) {
      return Optional.of(new GppSid(Set.of(), false));
    }
    if (trimmed.length() > 4 * MOST) {
      return Optional.empty();
    }
    var ids = new HashSet<Integer>();
    for (var part : trimmed.split(",", -1)) {
      var id = part.strip();
      if (id.isEmpty() || id.length() > 3 || !id.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return Optional.empty();
      }
      ids.add(Integer.parseInt(id));
    }
    return Optional.of(new GppSid(ids, true));
  }

  boolean europe() {
    return ids.contains(1) || ids.contains(2);
  }

  boolean unitedStates() {
    return ids.stream().anyMatch(GppSid::unitedStates);
  }

  static boolean unitedStates(int id) {
    return id >= FIRST_US && id <= LAST_US;
  }
}
