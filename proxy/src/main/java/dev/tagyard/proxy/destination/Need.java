package dev.tagyard.proxy.destination;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What a vendor refuses an event without.
///
/// @param reason that settles an event which lacks it; snake_case
/// @param held by the rendered event
public record Need(String reason, Predicate<JsonNode> held) {
  /// Any one of these. A part with a plus needs both: `user.ip+user.agent`.
  ///
  /// @param paths dotted, in the rendered event
  public static Need anyOf(String reason, String... paths) {
    return new Need(
        reason,
        event ->
            Stream.of(paths)
                .anyMatch(
                    each -> Stream.of(each.split("\\+", -1)).allMatch(path -> has(event, path))));
  }

  /// All of these, in events of this name.
  ///
  /// @param at dotted path of the vendor's name for the event
  public static Need inEvent(String reason, String at, String name, String... paths) {
    return new Need(
        reason,
        event ->
            !find(event, at).asText().equals(name)
                || Stream.of(paths).allMatch(path -> has(event, path)));
  }

  private static boolean has(JsonNode event, String path) {
    var node = find(event, path);
    return !node.isMissingNode() && !node.isNull() && !(node.isContainerNode() && node.isEmpty());
  }

  private static JsonNode find(JsonNode event, String path) {
    var node = event;
    for (var part : path.split("\\.", -1)) {
      node = node.path(part);
    }
    return node;
  }
}
