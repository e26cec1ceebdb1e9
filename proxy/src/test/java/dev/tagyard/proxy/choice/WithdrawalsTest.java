package dev.tagyard.proxy.choice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tagyard.consent.DestinationDecision;
import dev.tagyard.consent.VendorFlags;
import dev.tagyard.proxy.eventlog.ConsentRecords;
import dev.tagyard.proxy.eventlog.CorruptRecord;
import dev.tagyard.proxy.eventlog.EventLog;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.Partly;
import dev.tagyard.proxy.eventlog.Position;
import dev.tagyard.proxy.eventlog.VisitorHash;
import dev.tagyard.proxy.eventlog.Withdrawal;
import dev.tagyard.rules.event.Event;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WithdrawalsTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  @Test
  void what_was_accepted_and_cannot_be_read_any_more_stops_nothing() {
    var log =
        Partly.of(
            EventLog.class,
            Map.of(
                "consents", _ -> Partly.of(ConsentRecords.class, Map.of()),
                "read",
                    _ -> {
                      throw new CorruptRecord("its data key is gone");
                    }));
    var withdrawals = new Withdrawals(log);
    withdrawals.add(new VisitorHash(1, 2), Withdrawal.ofAll(NOON, "optout"));

    assertThat(withdrawals.stops(ofNobody())).isEmpty();
  }

  private static OutboxEntry ofNobody() {
    var event = Event.of(JsonNodeFactory.instance.objectNode().put("event_name", "page_view"));
    var consent = DestinationDecision.allow("category", VendorFlags.NONE);
    return new OutboxEntry("meta", new Position(1), 0, event, consent, NOON, NOON, 0, "");
  }
}
