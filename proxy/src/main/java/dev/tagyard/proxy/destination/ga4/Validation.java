package dev.tagyard.proxy.destination.ga4;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.destination.Replies;

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
                  complaints.path(0).path("fieldPath").asText()
                      + ": "
                      + complaints.path(0).path("description").asText()));
    } catch (JsonProcessingException notJson) {
      return new Outcome.Unknown("the validation address answers with no JSON");
    }
  }
}
