package dev.tagyard.consent;

import dev.tagyard.consent.tcf.VendorDeclaration;
import dev.tagyard.consent.tcf.VendorList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A destination whose policy asks more than its vendor declares: no TC string, whatever it says,
/// can ever allow it.
///
/// @param words why, for the operator
public record NeverByTcf(String destination, String words) {
  static Optional<NeverByTcf> of(Receiver receiver, Optional<VendorList> list) {
    var vendor = receiver.policy().tcf().vendor();
    if (vendor.isEmpty()) {
      return Optional.empty();
    }
    var where = list.map(known -> "vendor list " + known.version()).orElse("the type's own table");
    return why(receiver, where)
        .map(why ->
            new NeverByTcf(
                receiver.name(),
                "no TC string can allow it: vendor %d %s".formatted(vendor.getAsInt(), why)));
  }

  private static Optional<String> why(Receiver receiver, String where) {
    if (receiver.declared().isEmpty()) {
      return Optional.of("is not in " + where);
    }
    var declared = receiver.declared().get();
    if (declared.deleted().isPresent()) {
      return Optional.of("is deleted in %s, as of %s".formatted(where, declared.deleted().get()));
    }
    var missing = missing(receiver.purposes(), declared);
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of("does not declare purpose " + missing + " in " + where);
  }

  private static String missing(List<Integer> purposes, VendorDeclaration declared) {
    return purposes.stream()
        .filter(purpose ->
            !declared.consent().contains(purpose)
                && !declared.legitimateInterest().contains(purpose))
        .map(String::valueOf)
        .collect(Collectors.joining(", "));
  }
}
