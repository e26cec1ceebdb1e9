package dev.tagyard.proxy.destination;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventNamesTest {
  private static final EventNames NAMES =
      EventNames.of(
          """
          page_view PageView,
          purchase Purchase, sign_up CompleteRegistration
          """);

  @Test
  void known_names_are_in_the_vendor_s_words_and_others_as_they_are() {
    assertThat(NAMES.find("sign_up")).hasValue("CompleteRegistration");
    assertThat(NAMES.find("quiz")).hasValue("quiz");
  }

  @Test
  void what_takes_a_conversion_back_has_no_way_by_itself() {
    assertThat(NAMES.refusal("refund")).hasValue("no_refund_event");
    assertThat(NAMES.refusal("cancel")).hasValue("no_cancel_event");
    assertThat(NAMES.refusal("purchase")).isEmpty();
  }

  @Test
  void where_others_have_no_way_only_the_table_and_what_is_added_goes() {
    var strict = NAMES.withOthers(name -> Optional.empty()).with(Map.of("contact", "CUSTOM_1"));

    assertThat(strict.refusal("quiz")).hasValue("no_such_event");
    assertThat(strict.find("contact")).hasValue("CUSTOM_1");
    assertThat(strict.find("purchase")).hasValue("Purchase");
  }
}
