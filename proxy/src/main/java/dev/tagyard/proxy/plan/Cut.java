package dev.tagyard.proxy.plan;

import static java.util.Collections.disjoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tagyard.consent.FieldGroup;
import dev.tagyard.proxy.plan.FieldGroups.Place;
import dev.tagyard.proxy.visitor.Addresses;
import dev.tagyard.rules.event.Event;
import dev.tagyard.rules.event.EventNodes;
import java.net.URI;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Takes away what a decision does not let go. Builds a new event of what may stay, so that a field
/// which nobody thought of is cut and not kept; the parts that stay whole are those of the old one,
/// and where nothing is to go it is the old one itself: events are cut again at each step.
public final class Cut {
  private static final long HOUR = 3_600_000;

  /// The groups that may not go: few, where there are any.
  private final EnumSet<FieldGroup> withheld;

  private final Supplier<String> replacementId;

  private Cut(EnumSet<FieldGroup> withheld, Supplier<String> replacementId) {
    this.withheld = withheld;
    this.replacementId = replacementId;
  }

  /// @param replacementId event id where the page's own may not go; the same for each destination
  /// @return the very same event when everything may go
  public static Event apply(Event event, Set<FieldGroup> groups, Supplier<String> replacementId) {
    var withheld = EnumSet.allOf(FieldGroup.class);
    withheld.removeAll(groups);
    if (withheld.isEmpty()) {
      return event;
    }
    var tree = event.tree();
    var kept = new Cut(withheld, replacementId).object(tree, FieldGroups.ofEvent());
    return same(kept, tree) ? event : Event.of(kept);
  }

  /// @return the same object when all of it stays
  private ObjectNode object(ObjectNode object, Place place) {
    ObjectNode kept = null;
    for (var entry : object.properties()) {
      var was = entry.getValue();
      var is = node(was, place.below(entry.getKey()));
      if (kept == null && !(is.isPresent() && same(is.get(), was))) {
        kept = before(entry.getKey(), object);
      }
      if (kept != null && is.isPresent()) {
        kept.set(entry.getKey(), is.get());
      }
    }
    return kept == null ? object : kept;
  }

  private static ObjectNode before(String name, ObjectNode object) {
    var kept = EventNodes.INSTANCE.objectNode(object.size());
    for (var entry : object.properties()) {
      if (entry.getKey().equals(name)) {
        break;
      }
      kept.set(entry.getKey(), entry.getValue());
    }
    return kept;
  }

  // The very node that was there: equality would cost a walk of the tree.
  @SuppressWarnings("ReferenceEquality")
  private static boolean same(JsonNode one, JsonNode other) {
    return one == other;
  }

  private Optional<JsonNode> node(JsonNode node, Place place) {
    // Click ids' times go or stay as one, whatever their names.
    if (place.path().equals("ids.seen_at")) {
      return may(FieldGroup.CLICK_IDS) ? Optional.of(node) : Optional.empty();
    }
    return switch (node) {
      // Of what stays whole no copy is made: mostly an address or an hour alone is to go.
      case ObjectNode whole when disjoint(place.within(), withheld) -> Optional.of(whole);
      case ObjectNode object -> {
        if (may(FieldGroup.CUSTOM) || isPart(place.path())) {
          var kept = object(object, place);
          yield kept.isEmpty() && !object.isEmpty() ? Optional.empty() : Optional.of(kept);
        }
        yield Optional.empty();
      }
      case ArrayNode array ->
          may(FieldGroup.CUSTOM) || isList(place.path())
              ? Optional.of(list(array, place))
              : Optional.empty();
      default -> scalar(node, place);
    };
  }

  private ArrayNode list(ArrayNode array, Place place) {
    var kept = JsonNodeFactory.instance.arrayNode(array.size());
    var whole = true;
    for (var element : array) {
      var is =
          element instanceof ObjectNode object
              ? Optional.<JsonNode>of(object(object, place))
              : node(element, place);
      is.ifPresent(kept::add);
      whole = whole && is.isPresent() && same(is.get(), element);
    }
    return whole ? array : kept;
  }

  private Optional<JsonNode> scalar(JsonNode node, Place place) {
    var group = place.group();
    return group.isEmpty() || may(group.get())
        ? Optional.of(node)
        : coarse(node, place.path()).map(less -> less.equals(node) ? node : less);
  }

  private boolean may(FieldGroup group) {
    return !withheld.contains(group);
  }

  /// What may stay of a value that may not stay as it is.
  private Optional<JsonNode> coarse(JsonNode node, String path) {
    return switch (path) {
      case "event_id" -> Optional.of(TextNode.valueOf(replacementId.get()));
      case "event_time", "received_at" ->
          Optional.of(LongNode.valueOf(node.asLong() / HOUR * HOUR));
      case "visitor.ip" -> Addresses.coarse(node.asText()).map(TextNode::valueOf);
      case "page.url" -> address(node.asText(), true);
      case "page.referrer" -> address(node.asText(), false);
      // Dispatch asks it which vendors have the event from the page already.
      case "browser_tags" -> Optional.of(node).filter(tag -> isType(tag.asText()));
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

  private static boolean isType(String name) {
    return Destinations.named(name).isPresent();
  }

  private static boolean isList(String path) {
    return path.equals("params.items") || path.equals("browser_tags");
  }

  private static boolean isPart(String path) {
    return switch (path) {
      case "page", "user", "params", "ids", "visitor", "ga4" -> true;
      default -> false;
    };
  }
}
