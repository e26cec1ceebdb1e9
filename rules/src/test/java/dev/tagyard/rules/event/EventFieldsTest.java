package dev.tagyard.rules.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventFieldsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "event_name",
        "user.email",
        "params.value",
        "params.my_own",
        "params.my.own",
        "ids.gclid",
        "ids.seen_at.gclid",
        "consent.categories.marketing",
        "visitor.country",
        "params.items"
      })
  void knows_the_table_and_what_open_objects_take(String path) {
    assertThat(EventFields.knows(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "name",
        "user.emial",
        "user.email.domain",
        "params.items.price",
        "params.items[].price",
        "params..x",
        ".params",
        "params.",
        "ids.gclld"
      })
  void refuses_all_others(String path) {
    assertThat(EventFields.knows(path)).isFalse();
  }

  @Test
  void what_the_server_saw_is_marked() {
    assertThat(EventFields.seenByServer("visitor.ip")).isTrue();
    assertThat(EventFields.seenByServer("trusted")).isTrue();
    assertThat(EventFields.seenByServer("user.email")).isFalse();
  }

  @Test
  void every_field_has_its_parent_in_the_table_and_stands_once() {
    var fields = EventFields.all();

    assertThat(fields).extracting(EventField::path).doesNotHaveDuplicates();
    assertThat(fields)
        .allSatisfy(field -> {
          var dot = field.path().lastIndexOf('.');
          if (dot >= 0) {
            var parent = field.path().substring(0, dot).replace("[]", "");
            assertThat(EventFields.find(parent)).isPresent();
          }
        });
  }
}
