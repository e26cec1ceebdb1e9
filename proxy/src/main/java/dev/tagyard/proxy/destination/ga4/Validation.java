package dev.tagyard.proxy.destination.ga4;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.destination.Replies;
import java.util.stream.Collectors;

/// Reads what Google's validation address answers: a list of complaints.
final class Validation {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Validation() {}

  static Outcome outcome(HttpReply reply) {
    try {
      var complaints = JSON.readTree(reply.body()).path("validationMessages");
      return complaints.isEmpty()
          ? new Outcome.Delivered()
          : new Outcome.Rejected(
              Replies.cut(
                  complaints
                      .valueStream()
                      .map(Validation::words)
                      .distinct()
                      .collect(Collectors.joining("; "))));
    } catch (JsonProcessingException notJson) {
      return new Outcome.Unknown("the validation address answers with no JSON");
    }
  }

  /// Such as `events[0].params.value: must be a number (VALUE_INVALID)`; a fault of Google's own
  /// names no field.
  private static String words(JsonNode complaint) {
    var field = complaint.path("fieldPath").asText();
    var code = complaint.path("validationCode").asText();
    return (field.isEmpty() ? "" : field + ": ")
        + complaint.path("description").asText()
        + (code.isEmpty() ? "" : " (" + code + ")");
  }
}
