package dev.tagyard.proxy.source.ga4;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.source.Decoded.Item;
import dev.tagyard.proxy.source.Headers;
import dev.tagyard.proxy.source.Inbound;
import dev.tagyard.proxy.source.Source;
import dev.tagyard.proxy.source.SourceConformance;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class Ga4WebSourceTest extends SourceConformance {
  @Override
  protected Source source() {
    return new Ga4WebSource();
  }

  @Override
  protected int mutations() {
    return 10_000;
  }

  @Test
  void of_a_batch_that_is_too_long_the_first_hundred_are_taken_and_one_refusal_says_so() {
    var items = source().decode(batch("en=scroll\r\n\r\n".repeat(10_000))).items();

    assertThat(items).hasSize(101);
    assertThat(items.subList(0, 100)).allMatch(item -> item instanceof Item.Taken);
    assertThat(items.getLast())
        .isInstanceOfSatisfying(
            Item.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo("too_many_events"));
  }

  @Test
  void an_event_of_countless_fields_is_refused_and_its_neighbours_are_taken() {
    var most = "en=purchase&pr1=" + "~ab".repeat(11_000) + "\r\n";
    var more = "en=purchase&pr1=" + "~ab".repeat(13_000) + "\r\n";

    assertThat(source().decode(batch(most + more + most)).items())
        .hasSize(3)
        .filteredOn(item -> item instanceof Item.Refused)
        .singleElement()
        .isEqualTo(source().decode(batch(more)).items().getFirst());
    assertThat(source().decode(batch(most.repeat(20))).items())
        .hasSize(11)
        .last()
        .isInstanceOfSatisfying(
            Item.Refused.class, refused -> assertThat(refused.reason()).isEqualTo("too_large"));
  }

  private static Inbound batch(String body) {
    return new Inbound(
        "POST",
        "/g/collect",
        "v=2&tid=G-TEST123&cid=1.2",
        Headers.of(Map.of()),
        Map.of(),
        body.getBytes(StandardCharsets.UTF_8),
        "203.0.113.1",
        false,
        false,
        Instant.parse("2026-11-22T10:00:00Z"));
  }
}
