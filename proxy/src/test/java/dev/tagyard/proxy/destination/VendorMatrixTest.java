package dev.tagyard.proxy.destination;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.plan.Destinations;
import dev.tagyard.proxy.standin.OtherVendors;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// No vendor comes without its golden cases, its page and its stand-in.
class VendorMatrixTest {
  private static final Path GOLDEN = Path.of("src/test/resources/destination");
  private static final Path DOCS = Path.of("../docs/destinations");

  /// Its requests are the operator's script's.
  private static final String SCRIPT = "script";

  /// What is no vendor has no stand-in of its own; the contract's three are not in the list.
  private static final Set<String> WITHOUT_ENTRY =
      Set.of("meta", "ga4", "postback", SCRIPT, "webhook", "file", "kafka");

  static Stream<String> types() {
    return Destinations.ALL.stream().map(DestinationType::name);
  }

  @ParameterizedTest
  @MethodSource("types")
  void each_has_its_cases_its_page_and_its_place_in_the_index(String type) {
    var consents = type.equals(SCRIPT) ? List.<String>of() : List.of("", "_restricted");

    for (var consent : consents) {
      for (var event :
          List.of("page_view", "add_to_cart", "purchase", "generate_lead", "sign_up", "refund")) {
        assertThat(GOLDEN.resolve(type).resolve(event + consent).resolve("request.json")).exists();
      }
    }
    assertThat(DOCS.resolve(type + ".md")).exists();
    assertThat(DOCS.resolve("README.md")).content().contains("](" + type + ".md)");
  }

  @ParameterizedTest
  @MethodSource("types")
  void each_vendor_has_a_stand_in_that_the_demo_sends_to(String type) {
    var sentTo = OtherVendors.yaml(vendor -> URI.create("http://127.0.0.1:1")).lines().toList();

    assertThat(sentTo.contains("    type: " + type) || WITHOUT_ENTRY.contains(type)).isTrue();
  }
}
