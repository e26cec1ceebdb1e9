package dev.tagyard.proxy.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tagyard.consent.DestinationDecision;
import dev.tagyard.consent.VendorFlags;
import dev.tagyard.consent.Verdict;
import dev.tagyard.proxy.eventlog.Withdrawal.Stop;
import dev.tagyard.rules.event.Event;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WithdrawalTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  @Test
  void stops_what_was_accepted_before_and_nothing_after() {
    var withdrawal = Withdrawal.ofAll(NOON, "optout");

    assertThat(withdrawal.stops(entry("meta", NOON.minusSeconds(1), allowed()))).contains("optout");
    assertThat(withdrawal.stops(entry("ga4", NOON, allowed()))).contains("optout");
    assertThat(withdrawal.stops(entry("meta", NOON.plusMillis(1), allowed()))).isEmpty();
  }

  @Test
  void stops_the_destinations_that_it_names() {
    var withdrawal = new Withdrawal(Map.of("meta", new Stop(Verdict.DENY, NOON, "signals")));

    assertThat(withdrawal.stops(entry("meta", NOON, allowed()))).contains("signals");
    assertThat(withdrawal.stops(entry("ga4", NOON, allowed()))).isEmpty();
    assertThat(withdrawal.all()).isEmpty();
  }

  @Test
  void leaves_what_was_restricted_already_where_the_restricted_form_may_go() {
    var withdrawal = new Withdrawal(Map.of("meta", new Stop(Verdict.RESTRICT, NOON, "signals")));
    var restricted =
        new DestinationDecision(Verdict.RESTRICT, "opt_out_gpc", Set.of(), VendorFlags.NONE);

    assertThat(withdrawal.stops(entry("meta", NOON, allowed()))).contains("signals");
    assertThat(withdrawal.stops(entry("meta", NOON, restricted))).isEmpty();
  }

  @Test
  void of_two_the_later_and_the_stricter_counts() {
    var first = new Withdrawal(Map.of("meta", new Stop(Verdict.DENY, NOON, "signals")));
    var second =
        new Withdrawal(
            Map.of(
                "meta", new Stop(Verdict.RESTRICT, NOON.plusSeconds(60), "signals"),
                "ga4", new Stop(Verdict.DENY, NOON.plusSeconds(60), "signals")));

    for (var both : List.of(first.and(second), second.and(first))) {
      assertThat(both.stops().get("meta"))
          .isEqualTo(new Stop(Verdict.DENY, NOON.plusSeconds(60), "signals"));
      assertThat(both.stops()).containsKey("ga4");
      assertThat(both.last()).isEqualTo(NOON.plusSeconds(60));
    }
  }

  private static DestinationDecision allowed() {
    return DestinationDecision.allow("consent_tcf", VendorFlags.NONE);
  }

  private static OutboxEntry entry(String destination, Instant at, DestinationDecision consent) {
    var event = Event.of(JsonNodeFactory.instance.objectNode().put("event_name", "purchase"));
    return new OutboxEntry(destination, new Position(1), 0, event, consent, at, at, 0, "");
  }
}
