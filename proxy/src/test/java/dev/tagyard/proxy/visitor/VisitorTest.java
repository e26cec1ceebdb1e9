package dev.tagyard.proxy.visitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisitorTest {
  @ParameterizedTest
  @CsvSource({
    "US, CA, CA",
    "us, ca, CA",
    "US, US-CA, CA",
    "us, us-ca, CA",
    "DE, Thüringen, Thüringen"
  })
  void a_backend_may_name_a_region_in_either_form(String country, String region, String expected) {
    var event = JsonNodeFactory.instance.objectNode();
    event.putObject("visitor").put("country", country).put("region", region);

    var visitor = Visitor.ofTrusted(event, Regions.NONE);

    assertThat(visitor.region().subdivision()).contains(expected);
  }

  @Test
  void what_a_backend_leaves_null_is_not_known() {
    var event = JsonNodeFactory.instance.objectNode();
    var said = event.putObject("visitor").put("ip", "203.0.113.9");
    for (var key : List.of("user_agent", "language", "country", "region", "id")) {
      said.putNull(key);
    }

    Visitor.ofTrusted(event, Regions.NONE)
        .describe(event, Optional.empty(), Optional.empty(), Instant.EPOCH);

    assertThat(event).hasToString("{\"visitor\":{\"ip\":\"203.0.113.9\"}}");
  }

  @Test
  void a_backend_may_know_all_that_a_server_sees() {
    var event = JsonNodeFactory.instance.objectNode();
    event
        .putObject("visitor")
        .put("id", 7)
        .put("ip", "203.0.113.9")
        .put("user_agent", "Agent")
        .put("language", "de")
        .put("country", "DE")
        .put("region", "BE");
    var expected = event.deepCopy();
    expected.withObjectProperty("visitor").put("id", "7");

    Visitor.ofTrusted(event, Regions.NONE)
        .describe(event, Optional.empty(), Optional.empty(), Instant.EPOCH);

    assertThat(event).isEqualTo(expected);
  }
}
