package dev.tagyard.proxy.source;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.consent.ConsentSignals;
import java.util.List;
import java.util.Optional;

/// What a request held, in its order.
public record Decoded(List<Item> items) {
  public Decoded {
    items = List.copyOf(items);
  }

  /// A request that held nothing readable.
  public static Decoded refused(String reason, String error) {
    return new Decoded(List.of(new Item.Refused(reason, error)));
  }

  public sealed interface Item {
    /// An event in native shape. It may lack `event_id` and `event_time`; what the server itself
    /// sees is not in it yet.
    ///
    /// @param consent what the request said of consent in body and query; cookies and headers are
    ///   looked at later
    /// @param idempotencyKey the protocol's own key of a resend; absent when it has none
    record Taken(ObjectNode event, ConsentSignals consent, Optional<String> idempotencyKey)
        implements Item {}

    /// @param reason snake_case, from a fixed list: it is also a metric label
    /// @param error for the sender's developer; quotes nothing that was sent but key names
    record Refused(String reason, String error) implements Item {}
  }
}
