package dev.tagyard.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangesTest {
  private static final String BEFORE =
      """
      {"name": "a", "params": {"x": 1, "y": 2, "z": [1]}, "user": {"id": "u"}}
      """;

  private static List<String> changes(String after) throws JsonProcessingException {
    return Changes.between(tree(BEFORE), tree(after));
  }

  private static ObjectNode tree(String text) throws JsonProcessingException {
    return (ObjectNode) new ObjectMapper().readTree(text);
  }

  @Test
  void another_order_is_no_change() throws JsonProcessingException {
    assertThat(
            changes(
                """
                {"user": {"id": "u"}, "name": "a", "params": {"z": [1], "y": 2, "x": 1}}
                """))
        .isEmpty();
  }

  @Test
  void what_is_changed_gone_and_new_is_found_wherever_it_stands() throws JsonProcessingException {
    assertThat(
            changes(
                """
                {"first": 1, "params": {"y": 2, "new": {}, "z": [2], "x": 1}, "last": 2, "user": {}}
                """))
        .containsExactlyInAnyOrder("first", "name", "params.new", "params.z", "last", "user.id");
  }

  @Test
  void an_object_in_place_of_something_else_is_one_change() throws JsonProcessingException {
    assertThat(
            changes(
                """
                {"name": {"a": 1}, "params": 1, "user": {"id": "u"}}
                """))
        .containsExactly("name", "params");
  }
}
