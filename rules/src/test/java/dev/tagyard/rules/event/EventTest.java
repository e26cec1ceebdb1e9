package dev.tagyard.rules.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTest {
  private final Event event = Samples.purchase();

  @Test
  void a_change_makes_a_new_event() {
    var before = event.copy();

    var changed = event.with("user.email", "b@example.com").with("params.deep.er", "x");

    assertThat(event.tree()).isEqualTo(before);
    assertThat(changed.text("user.email")).contains("b@example.com");
    assertThat(changed.text("params.deep.er")).contains("x");
    assertThat(changed.text("user.phone")).isEqualTo(event.text("user.phone"));
  }

  @Test
  void removing_leaves_the_neighbours() {
    var changed = event.without("user.email");

    assertThat(changed.at("user.email")).isEmpty();
    assertThat(changed.text("user.phone")).isPresent();
    assertThat(event.text("user.email")).isPresent();
    assertThat(event.without("user.nothing.here")).isSameAs(event);
  }

  @Test
  void a_number_may_be_written_as_text() {
    assertThat(event.with("params.value", " 12.50 ").number("params.value")).hasValue(12.5);
    assertThat(event.with("params.value", "much").number("params.value")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "Infinity", "38D", "0x1p3", "1e999", "", "."})
  void what_only_java_takes_for_a_number_is_none(String text) {
    assertThat(event.with("params.value", text).number("params.value")).isEmpty();
  }

  @Test
  void items_are_the_objects_of_the_list() {
    assertThat(event.items()).hasSize(2);
    assertThat(event.without("params.items").items()).isEmpty();
    assertThat(event.with("params.items", "none").items()).isEmpty();
  }

  @Test
  void it_prints_no_content() {
    assertThat(event).hasToString("Event[purchase]");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
  void samples_repeat_and_hold_known_fields_only(long seed) {
    assertThat(Samples.event(seed)).isEqualTo(Samples.event(seed));
    assertThat(Samples.event(seed).tree().fieldNames()).toIterable().allMatch(EventFields::knows);
  }
}
