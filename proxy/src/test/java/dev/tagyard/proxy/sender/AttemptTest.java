package dev.tagyard.proxy.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.destination.Samples;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.Position;
import dev.tagyard.proxy.eventlog.Settlement;
import dev.tagyard.proxy.eventlog.Settlement.Next;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttemptTest {
  /// Else it would be sent again where it was only to be asked about.
  @ParameterizedTest
  @ValueSource(strings = {"retry", "refused"})
  void what_a_vendor_has_queued_stays_queued_while_it_cannot_be_asked(String trouble) {
    var outcome =
        trouble.equals("retry")
            ? new Outcome.Retry("HTTP 503", Duration.ZERO)
            : new Outcome.CredentialsRefused("HTTP 401");

    var next = settle(queued("3 r-1"), outcome).next();

    assertThat(next)
        .isInstanceOfSatisfying(
            Next.Again.class, again -> assertThat(again.handle()).isEqualTo("3 r-1"));
  }

  @Test
  void what_the_vendor_said_of_a_delivery_that_it_took_is_kept() {
    var fact = settle(queued(""), new Outcome.Delivered("SUCCESS")).facts().getFirst();

    assertThat(fact.detail().path("said").asText()).isEqualTo("SUCCESS");
    assertThat(settle(queued(""), new Outcome.Delivered()).facts().getFirst().detail().has("said"))
        .isFalse();
  }

  private static Settlement settle(OutboxEntry entry, Outcome outcome) {
    return new Attempt(entry, outcome, true, 200)
        .settle(Samples.NOW, Backoff.DEFAULT, new Random(1));
  }

  private static OutboxEntry queued(String handle) {
    var delivery = Samples.allowed(Samples.purchase("e1"));
    return new OutboxEntry(
        "google",
        new Position(1),
        0,
        delivery.event(),
        delivery.consent(),
        Samples.NOW,
        Samples.NOW,
        1,
        handle);
  }
}
