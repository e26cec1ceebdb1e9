package dev.tagyard.proxy.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.source.Decoded.Item;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What each source must hold to. A source extends it with an instance; its golden cases lie in the
/// folder of its name.
public abstract class SourceConformance {
  private static final int LONGEST_NAME = 64;

  /// What the server alone may say of an event.
  private static final List<String> SERVERS_OWN =
      List.of("source", "trusted", "received_at", "visitor", "consent", "foreign_site");

  protected abstract Source source();

  /// How many damaged requests each of the ten runs makes.
  protected int mutations() {
    return 1_000;
  }

  @TestFactory
  Stream<DynamicTest> requests_give_the_golden_events() throws IOException {
    return GoldenRequests.cases(source().name()).stream()
        .map(name -> DynamicTest.dynamicTest(name, () -> GoldenRequests.check(source(), name)));
  }

  @Test
  void the_same_request_gives_the_same_events() throws IOException {
    for (var name : GoldenRequests.cases(source().name())) {
      var request = GoldenRequests.request(source().name(), name);

      assertThat(source().decode(request)).as(name).isEqualTo(source().decode(request));
    }
  }

  @Test
  void nothing_that_was_sent_is_quoted_in_a_refusal() throws IOException {
    var refused = 0;
    for (var name : GoldenRequests.cases(source().name())) {
      var request = GoldenRequests.request(source().name(), name);
      for (var seed = 0; seed < 200; seed++) {
        for (var item : source().decode(Mutations.of(request, new Random(seed))).items()) {
          if (item instanceof Item.Refused refusal) {
            refused++;
            assertThat(refusal.reason()).matches("[a-z_]{1,40}");
            assertThat(refusal.error().toLowerCase(Locale.ROOT))
                .doesNotContain("example", "lovelace", "203.0.113");
          }
        }
      }
    }

    assertThat(refused).isPositive();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void damaged_requests_never_throw_and_never_pass_for_the_server(long run) throws IOException {
    var cases = GoldenRequests.cases(source().name());
    var requests = new Inbound[cases.size()];
    for (var i = 0; i < requests.length; i++) {
      requests[i] = GoldenRequests.request(source().name(), cases.get(i));
    }
    for (var i = 0; i < mutations(); i++) {
      var seed = run * mutations() + i;
      var mutated = Mutations.of(requests[i % requests.length], new Random(seed));
      try {
        source().decode(mutated).items().forEach(SourceConformance::holds);
      } catch (RuntimeException | AssertionError failure) {
        throw new AssertionError(
            "seed "
                + seed
                + ": "
                + mutated.query()
                + "\n"
                + new String(mutated.body(), StandardCharsets.UTF_8),
            failure);
      }
    }
  }

  private static void holds(Item item) {
    if (item instanceof Item.Taken taken) {
      var event = taken.event();
      var name = event.path("event_name").asText();
      check(!name.isBlank() && name.length() <= LONGEST_NAME, "event_name");
      check(!event.has("event_id") || event.path("event_id").isTextual(), "event_id");
      check(event.path("event_id").asText().length() <= 256, "event_id's length");
      for (var field : SERVERS_OWN) {
        check(!event.has(field), field);
      }
      // What cannot be written and read again would be lost in the journal.
      check(!event.toString().isEmpty(), "text");
    }
  }

  /// Cheaper than an assertion with a description, a million times over.
  private static void check(boolean held, String what) {
    if (!held) {
      throw new AssertionError(what);
    }
  }
}
