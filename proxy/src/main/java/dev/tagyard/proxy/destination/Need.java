package dev.tagyard.proxy.destination;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
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
    var any = Stream.of(paths).map(each -> names(each.split("\\+", -1))).toList();
    return new Need(reason, event -> any.stream().anyMatch(all -> hasAll(event, all)));
  }

  /// All of these, in events of this name.
  ///
  /// @param at dotted path of the vendor's name for the event
  public static Need inEvent(String reason, String at, String name, String... paths) {
    var nameAt = names(at).getFirst();
    var all = names(paths);
    return new Need(
        reason, event -> !find(event, nameAt).asText().equals(name) || hasAll(event, all));
  }

  private static List<String[]> names(String... paths) {
    return Stream.of(paths).map(path -> path.split("\\.", -1)).toList();
  }

  private static boolean hasAll(JsonNode event, List<String[]> paths) {
    for (var path : paths) {
      if (!has(event, path)) {
        return false;
      }
    }
    return true;
  }

  private static boolean has(JsonNode event, String[] path) {
    var node = find(event, path);
    return !node.isMissingNode() && !node.isNull() && !(node.isContainerNode() && node.isEmpty());
  }

  private static JsonNode find(JsonNode event, String[] path) {
    var node = event;
    for (var part : path) {
      node = node.path(part);
    }
    return node;
  }
}
