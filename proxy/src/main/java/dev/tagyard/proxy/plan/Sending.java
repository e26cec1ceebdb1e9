package dev.tagyard.proxy.plan;

import dev.tagyard.proxy.plan.DestinationConfiguration.Mode;
import java.util.Set;

/// How a destination's requests leave.
///
/// @param mode whether they do
/// @param egress which addresses the host's name may stand for
/// @param allowPlain fields and domains (`@shop.example`) that the outbound guard lets pass
/// @param validateShare of events that the vendor's validation is asked about; 0 to 1
/// @param concurrency most calls at once
public record Sending(
    Mode mode, Egress egress, Set<String> allowPlain, double validateShare, int concurrency) {
  public static final Sending USUAL = new Sending(Mode.LIVE, Egress.PUBLIC, Set.of(), 0, 64);

  public Sending {
    allowPlain = Set.copyOf(allowPlain);
  }
}
