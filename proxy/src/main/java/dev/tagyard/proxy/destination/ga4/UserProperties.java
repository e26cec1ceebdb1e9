package dev.tagyard.proxy.destination.ga4;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Optional;

/// What is told of the visitor beside the events, within Google's limits: scalars only, names and
/// values cut, so many and no more. Source:
/// <https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference>, read
/// 2026-11-22.
final class UserProperties {
  private static final int MOST = 25;
  private static final int LONGEST_VALUE = 36;

  private UserProperties() {}

  /// @return empty when nothing of it can be sent
  static Optional<JsonNode> of(JsonNode ours) {
    var told = JsonNodeFactory.instance.objectNode();
    for (var property : ours.properties()) {
      var name = Ga4Names.userProperty(property.getKey());
      var value = Params.scalar(property.getValue(), LONGEST_VALUE);
      if (name.isPresent() && value.isPresent() && !told.has(name.get()) && told.size() < MOST) {
        told.putObject(name.get()).set("value", value.get());
      }
    }
    return told.isEmpty() ? Optional.empty() : Optional.of(told);
  }
}
