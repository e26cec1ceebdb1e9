package dev.tagyard.proxy.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.consent.GoogleType;
import dev.tagyard.proxy.destination.meta.Meta;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConsentConfigurationTest {
  @Test
  void what_is_left_out_stays_as_the_type_has_it() {
    var type = Meta.TYPE.consent();

    var policy = configured(Optional.of(Set.of("marketing", "partners")), Optional.empty());

    assertThat(policy.over(type).categories()).containsExactlyInAnyOrder("marketing", "partners");
    assertThat(policy.over(type).google()).isNotEmpty().isEqualTo(type.google());
    assertThat(configured(Optional.empty(), Optional.empty()).over(type)).isEqualTo(type);
  }

  @Test
  void an_empty_list_asks_for_nothing() {
    var policy = configured(Optional.empty(), Optional.of(Set.of()));

    assertThat(policy.over(Meta.TYPE.consent()).google()).isEmpty();
  }

  private static ConsentConfiguration configured(
      Optional<Set<String>> categories, Optional<Set<GoogleType>> google) {
    return new ConsentConfiguration(
        categories,
        Optional.empty(),
        Optional.empty(),
        google,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
