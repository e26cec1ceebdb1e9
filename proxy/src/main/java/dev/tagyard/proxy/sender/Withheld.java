package dev.tagyard.proxy.sender;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tagyard.proxy.eventlog.Fact;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.Settlement;
import dev.tagyard.proxy.eventlog.Term;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A delivery that consent no longer allows: it ends here, without a call.
final class Withheld {
  private Withheld() {}

  /// @param reason how the visitor took the consent back: `optout` or `signals`
  static Settlement settle(OutboxEntry entry, String reason, Instant now) {
    var detail =
        JsonNodeFactory.instance
            .objectNode()
            .put("settled", Term.WITHHELD.label())
            .put("reason", "consent_withdrawn")
            .put("by", reason);
    var fact =
        new Fact(
            entry.event().id(),
            entry.position(),
            now,
            Fact.Kind.SETTLED,
            Optional.of(entry.destination()),
            detail);
    return new Settlement(entry, new Settlement.Next.Done(Term.WITHHELD), List.of(fact));
  }
}
