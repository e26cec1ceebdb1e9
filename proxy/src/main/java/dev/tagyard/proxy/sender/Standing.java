package dev.tagyard.proxy.sender;

import dev.tagyard.proxy.plan.PlannedDestination;

/// A destination as a plan configures it, with what its calls have found out: the token, and
/// whether the vendor is there. A reload begins anew, and what is still under way by the plan
/// before tells nothing of the one after.
record Standing(PlannedDestination planned, Tokens tokens, Breaker breaker) {
  Standing(PlannedDestination planned, Outgoing outgoing) {
    this(planned, new Tokens(outgoing, planned), new Breaker());
  }
}
