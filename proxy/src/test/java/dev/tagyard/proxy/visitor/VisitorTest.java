package dev.tagyard.proxy.visitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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
}
