package dev.tagyard.proxy.destination.datamanager;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.Replies;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What Google found when it had worked through a request: a status, and numbers of events by
/// reason, never which events. Source:
/// <https://developers.google.com/data-manager/api/reference/rest/v1/requestStatus/retrieve>, read
/// 2026-11-22.
///
/// @param errors events that it did not take, by reason
/// @param warnings events that it took without a part of theirs, by reason
record Diagnosis(String status, Map<String, Integer> errors, Map<String, Integer> warnings) {
  /// Google has this conversion already: the copy was sent before, or the page's tag was first.
  private static final String ALREADY_THERE = "DUPLICATE_TRANSACTION_ID";

  /// What else there may be is counted together.
  private static final String OTHER = "OTHER";

  private static final Set<String> REASONS =
      Set.of(
          "UNSPECIFIED",
          "INVALID_CUSTOM_VARIABLE",
          "CUSTOM_VARIABLE_NOT_ENABLED",
          "EVENT_TOO_OLD",
          "DENIED_CONSENT",
          "NO_CONSENT",
          "UNKNOWN_CONSENT",
          "DUPLICATE_GCLID",
          ALREADY_THERE,
          "INVALID_GBRAID",
          "INVALID_GCLID",
          "INVALID_MERCHANT_ID",
          "INVALID_WBRAID",
          "INTERNAL_ERROR",
          "DESTINATION_ACCOUNT_ENHANCED_CONVERSIONS_TERMS_NOT_SIGNED",
          "INVALID_EVENT",
          "INSUFFICIENT_MATCHED_TRANSACTIONS",
          "INSUFFICIENT_TRANSACTIONS",
          "INVALID_FORMAT",
          "OPERATING_ACCOUNT_MISMATCH_FOR_AD_IDENTIFIER",
          "TOO_RECENT_CLICK",
          "CONVERSION_PRECEDES_CLICK",
          "CLICK_NOT_FOUND",
          "ONE_PER_CLICK_CONVERSION_ACTION_NOT_PERMITTED_WITH_BRAID");

  static Diagnosis of(HttpReply reply) {
    // A request of ours has one destination.
    var told = Replies.json(reply).path("requestStatusPerDestination").path(0);
    return new Diagnosis(
        told.path("requestStatus").asText(),
        counts(told.path("errorInfo").path("errorCounts")),
        counts(told.path("warningInfo").path("warningCounts")));
  }

  /// Whether all that it does not take is there already.
  boolean alreadyThere() {
    return errors.keySet().equals(Set.of(ALREADY_THERE));
  }

  /// Its errors by names out of a fixed list.
  Map<String, Integer> faults() {
    return errors.entrySet().stream()
        .collect(
            Collectors.toMap(
                error -> REASONS.contains(error.getKey()) ? error.getKey() : OTHER,
                Map.Entry::getValue,
                Integer::sum));
  }

  /// Such as `PARTIAL_SUCCESS: 1 INVALID_GCLID; warnings: 2 UNUSED_FIELD`.
  String words() {
    var counted =
        Stream.of(text("", errors), text("warnings: ", warnings))
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining("; "));
    return Replies.cut(counted.isEmpty() ? status : status + ": " + counted);
  }

  private static String text(String before, Map<String, Integer> counts) {
    return counts.isEmpty()
        ? ""
        : counts.entrySet().stream()
            .map(count -> count.getValue() + " " + count.getKey())
            .collect(Collectors.joining(", ", before, ""));
  }

  private static Map<String, Integer> counts(JsonNode list) {
    var counts = new LinkedHashMap<String, Integer>();
    for (var count : list) {
      var reason =
          count.path("reason").asText().replaceFirst("^PROCESSING_(ERROR|WARNING)_(REASON_)?", "");
      counts.merge(reason, count.path("recordCount").asInt(), Integer::sum);
    }
    return counts;
  }
}
