package dev.tagyard.proxy.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tagyard.consent.FieldGroup;
import dev.tagyard.proxy.visitor.Addresses;
import dev.tagyard.rules.event.Event;
import java.net.URI;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Takes away what a decision does not let go. Builds a new event of what may stay, so that a field
/// which nobody thought of is cut and not kept; the parts that stay whole are those of the old one.
public final class Cut {
  private static final long HOUR = 3_600_000;
  private static final Set<FieldGroup> ALL = EnumSet.allOf(FieldGroup.class);

  private final Set<FieldGroup> groups;
  private final Supplier<String> replacementId;

  private Cut(Set<FieldGroup> groups, Supplier<String> replacementId) {
    this.groups = groups;
    this.replacementId = replacementId;
  }

  /// @param replacementId event id where the page's own may not go; the same for each destination
  /// @return the very same event when everything may go
  public static Event apply(Event event, Set<FieldGroup> groups, Supplier<String> replacementId) {
    if (groups.size() == ALL.size()) {
      return event;
    }
    return Event.of(new Cut(groups, replacementId).object(event.tree(), ""));
  }

  private ObjectNode object(ObjectNode object, String path) {
    var kept = JsonNodeFactory.instance.objectNode();
    for (var entry : object.properties()) {
      var at = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
      node(entry.getValue(), at).ifPresent(value -> kept.set(entry.getKey(), value));
    }
    return kept;
  }

  private Optional<JsonNode> node(JsonNode node, String path) {
    // Click ids' times go or stay as one, whatever their names.
    if (path.equals("ids.seen_at")) {
      return groups.contains(FieldGroup.CLICK_IDS) ? Optional.of(node) : Optional.empty();
    }
    return switch (node) {
      // Of what stays whole no copy is made: mostly an address or an hour alone is to go.
      case ObjectNode whole when groups.containsAll(FieldGroups.within(path)) -> Optional.of(whole);
      case ObjectNode object -> {
        if (groups.contains(FieldGroup.CUSTOM) || isPart(path)) {
          var kept = object(object, path);
          yield kept.isEmpty() && !object.isEmpty() ? Optional.empty() : Optional.of(kept);
        }
        yield Optional.empty();
      }
      case ArrayNode array ->
          groups.contains(FieldGroup.CUSTOM) || path.equals("params.items")
              ? Optional.of(list(array, path))
              : Optional.empty();
      default -> scalar(node, path);
    };
  }

  private ArrayNode list(ArrayNode array, String path) {
    var kept = JsonNodeFactory.instance.arrayNode(array.size());
    for (var element : array) {
      if (element instanceof ObjectNode object) {
        kept.add(object(object, path));
      } else {
        node(element, path).ifPresent(kept::add);
      }
    }
    return kept;
  }

  private Optional<JsonNode> scalar(JsonNode node, String path) {
    var group = FieldGroups.of(path);
    if (group.isEmpty() || groups.contains(group.get())) {
      return Optional.of(node);
    }
    return switch (path) {
      case "event_id" -> Optional.of(TextNode.valueOf(replacementId.get()));
      case "event_time", "received_at" ->
          Optional.of(LongNode.valueOf(node.asLong() / HOUR * HOUR));
      case "visitor.ip" -> Addresses.coarse(node.asText()).map(TextNode::valueOf);
      case "page.url" -> address(node.asText(), true);
      case "page.referrer" -> address(node.asText(), false);
      default -> Optional.empty();
    };
  }

  /// An address without query, fragment and user info; on request without its path too.
  private static Optional<JsonNode> address(String url, boolean withPath) {
    try {
      var uri = URI.create(url);
      if (uri.getHost() == null) {
        return Optional.empty();
      }
      var port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
      var path = withPath && uri.getRawPath() != null ? uri.getRawPath() : "/";
      return Optional.of(TextNode.valueOf(uri.getScheme() + "://" + uri.getHost() + port + path));
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }

  private static boolean isPart(String path) {
    return switch (path) {
      case "page", "user", "params", "ids", "visitor", "ga4" -> true;
      default -> false;
    };
  }
}
