package dev.tagyard.proxy.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.consent.FieldGroup;
import dev.tagyard.rules.event.Event;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CutTest {
  private static final FieldGroup[] GROUPS = FieldGroup.values();

  /// Fields of each group, and in each part some that nobody thought of.
  private static final String EVENT =
      """
      {"event_name": "purchase", "event_id": "e-1", "event_time": 1763773200123, "odd": "x-odd",
       "page": {"url": "https://www.example.com/a?b=c", "odd": "x-page", "deep": {"odd": "x-deep"}},
       "user": {"client_id": "x-client", "email": "x-email", "city": "x-city", "country": "DE",
                "phone": ["x-phone"], "odd": {"email": "x-inner"}},
       "params": {"value": 5, "transaction_id": "x-order", "search_term": "x-term",
                  "session_id": "x-session", "odd": "x-param",
                  "items": [{"item_id": "A", "odd": "x-item"}]},
       "ids": {"fbp": "x-fbp", "gclid": "x-gclid", "seen_at": {"gclid": "x-seen"}, "odd": "x-id"},
       "visitor": {"ip": "198.51.100.77", "user_agent": "x-agent", "id": "x-visitor",
                   "odd": "x-seen-odd"},
       "browser_tags": ["ga4", "x-tag", {"meta": "x-in-tag"}, ["x-nested"]]}
      """;

  @Test
  void of_every_set_of_groups_just_what_belongs_to_them_stays() throws IOException {
    var tree = tree();
    for (var bits = 0; bits < 1 << GROUPS.length; bits++) {
      var groups = groups(bits);

      var cut = Cut.apply(Event.of(tree), groups, () -> "another").tree().toString();

      assertThat(cut).contains("purchase", "\"A\"", "\"DE\"", "\"ga4\"");
      var custom = groups.contains(FieldGroup.CUSTOM);
      holds(cut, "x-odd", custom);
      holds(cut, "x-page", custom);
      holds(cut, "x-deep", custom);
      holds(cut, "x-inner", custom);
      holds(cut, "x-param", custom);
      holds(cut, "x-item", custom);
      holds(cut, "x-id", custom);
      holds(cut, "x-seen-odd", custom);
      holds(cut, "x-tag", custom);
      holds(cut, "x-in-tag", custom);
      holds(cut, "x-nested", custom);
      holds(cut, "x-email", groups.contains(FieldGroup.CONTACT));
      holds(cut, "x-phone", custom && groups.contains(FieldGroup.CONTACT));
      holds(cut, "x-city", groups.contains(FieldGroup.PLACE));
      holds(cut, "x-client", groups.contains(FieldGroup.IDENTIFIERS));
      holds(cut, "x-session", groups.contains(FieldGroup.IDENTIFIERS));
      holds(cut, "x-visitor", groups.contains(FieldGroup.IDENTIFIERS));
      holds(cut, "x-fbp", groups.contains(FieldGroup.IDENTIFIERS));
      holds(cut, "x-gclid", groups.contains(FieldGroup.CLICK_IDS));
      holds(cut, "x-seen\"", groups.contains(FieldGroup.CLICK_IDS));
      holds(cut, "x-agent", groups.contains(FieldGroup.AGENT));
      holds(cut, "x-term", groups.contains(FieldGroup.PAGE_DETAIL));
      holds(cut, "a?b=c", groups.contains(FieldGroup.PAGE_DETAIL));
      holds(cut, "198.51.100.77", groups.contains(FieldGroup.ADDRESS));
      holds(cut, "1763773200123", groups.contains(FieldGroup.EXACT_TIME));
      holds(cut, "x-order", groups.contains(FieldGroup.ORDER));
      holds(cut, "another", !groups.contains(FieldGroup.ORDER));
    }
    assertThat(tree).as("the old one is as it was").isEqualTo(tree());
  }

  @Test
  void what_stays_whole_is_not_copied() throws IOException {
    var tree = tree();

    var cut =
        Cut.apply(
                Event.of(tree), EnumSet.complementOf(EnumSet.of(FieldGroup.ADDRESS)), () -> "none")
            .tree();

    assertThat(cut.path("params")).isSameAs(tree.path("params"));
    assertThat(cut.at("/visitor/ip").asText()).isEqualTo("198.51.100.0");
    assertThat(tree.at("/visitor/ip").asText()).isEqualTo("198.51.100.77");
  }

  @Test
  void what_was_cut_is_the_same_when_it_is_cut_again() throws IOException {
    for (var bits = 0; bits < 1 << GROUPS.length; bits++) {
      var groups = groups(bits);
      var once = Cut.apply(Event.of(tree()), groups, () -> "another");

      assertThat(Cut.apply(once, groups, once::id)).as("%s", groups).isSameAs(once);
    }
  }

  @Test
  void a_name_with_dots_is_cut_like_the_path_it_looks_like() throws IOException {
    var tree = tree();
    tree.put("user.email", "x-dotted");
    ((ObjectNode) tree.path("params")).put("items.odd", "x-odd-item");

    for (var bits = 0; bits < 1 << GROUPS.length; bits++) {
      var groups = groups(bits);
      var cut = Cut.apply(Event.of(tree), groups, () -> "another").tree().toString();

      holds(cut, "x-dotted", groups.contains(FieldGroup.CONTACT));
      holds(cut, "x-odd-item", groups.contains(FieldGroup.CUSTOM));
    }
  }

  private static void holds(String cut, String text, boolean expected) {
    assertThat(cut.contains(text)).as(text).isEqualTo(expected);
  }

  private static Set<FieldGroup> groups(int bits) {
    var groups = EnumSet.noneOf(FieldGroup.class);
    for (var bit = 0; bit < GROUPS.length; bit++) {
      if ((bits & 1 << bit) != 0) {
        groups.add(GROUPS[bit]);
      }
    }
    return groups;
  }

  private static ObjectNode tree() throws IOException {
    return (ObjectNode) new ObjectMapper().readTree(EVENT);
  }
}
