package dev.tagyard.proxy.intake;

import dev.tagyard.consent.ConsentDecision;
import dev.tagyard.consent.ConsentSignals;
import dev.tagyard.proxy.choice.Choices;
import dev.tagyard.proxy.plan.Plan;
import dev.tagyard.proxy.source.Decoded.Item;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The last decisions of the visitors of server events that say nothing of consent themselves.
///
/// @param byIndex place in the request → decision
record Recollection(Map<Integer, ConsentDecision> byIndex) {
  static final Recollection NONE = new Recollection(Map.of());

  static boolean isSilent(Item item) {
    return item instanceof Item.Taken taken && taken.consent().equals(ConsentSignals.NONE);
  }

  /// Blocks.
  static Recollection of(List<Item> items, Choices choices, Plan plan, Instant now) {
    var found = new HashMap<Integer, ConsentDecision>();
    for (var index = 0; index < items.size(); index++) {
      if (isSilent(items.get(index)) && items.get(index) instanceof Item.Taken taken) {
        var place = index;
        choices
            .recall(taken.event(), plan.destinations().keySet(), now)
            .ifPresent(decision -> found.put(place, decision));
      }
    }
    return new Recollection(found);
  }

  Optional<ConsentDecision> of(int index) {
    return Optional.ofNullable(byIndex.get(index));
  }
}
