package dev.tagyard.proxy.choice;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tagyard.proxy.eventlog.VisitorKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The keys by which an event's visitor is known again.
public final class VisitorKeys {
  private static final int LONGEST = 256;

  private VisitorKeys() {}

  /// @param event its tree
  /// @param visitorId from the visitor's cookie; where there is none, what the event itself says
  public static List<VisitorKey> of(JsonNode event, Optional<String> visitorId) {
    var keys = new ArrayList<VisitorKey>(4);
    visitorId
        .or(() -> text(event.path("visitor").path("id")))
        .ifPresent(id -> keys.add(new VisitorKey("visitor", id)));
    add(keys, "user", event.path("user").path("user_id"));
    add(keys, "transaction", event.path("params").path("transaction_id"));
    add(keys, "cart", event.path("params").path("cart_token"));
    return keys;
  }

  private static void add(List<VisitorKey> keys, String kind, JsonNode value) {
    text(value).ifPresent(id -> keys.add(new VisitorKey(kind, id)));
  }

  private static Optional<String> text(JsonNode value) {
    if (!value.isTextual() && !value.isNumber()) {
      return Optional.empty();
    }
    return Optional.of(value.asText()).filter(id -> !id.isEmpty() && id.length() <= LONGEST);
  }
}
