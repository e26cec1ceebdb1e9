package dev.tagyard.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangesTest {
  private static final String BEFORE =
      """
      {"name": "a", "params": {"x": 1, "y": 2, "z": [1]}, "user": {"id": "u"}}
      """;

  private static List<String> changes(String after) throws JsonProcessingException {
    return Changes.between(tree(BEFORE), tree(after)).stream().map(Change::path).toList();
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

  @Test
  void a_number_beyond_all_numbers_differs_from_every_other() throws JsonProcessingException {
    var beyond = "{\"params\": {\"x\": 1e999, \"y\": [-1e999, 1]}}";

    assertThat(Changes.between(tree(beyond), tree(beyond))).isEmpty();
    assertThat(Changes.between(tree(beyond), tree("{\"params\": {\"x\": 5, \"y\": [1e999, 1]}}")))
        .extracting(Change::path)
        .containsExactly("params.x", "params.y");
  }

  @Test
  void numbers_differ_by_value_and_not_by_kind() throws JsonProcessingException {
    var left = tree("{}");
    left.put("a", new BigDecimal("12.50")).put("b", 5).put("c", 5.0).put("d", 1L).put("e", 7);
    left.putArray("f").addObject().put("price", new BigDecimal("9.90"));
    var right = tree("{}");
    right.put("a", 12.5).put("b", 5L).put("c", BigInteger.valueOf(5)).put("d", 1.0).put("e", 7.5);
    right.putArray("f").addObject().put("price", 9.9);

    assertThat(Changes.between(left, right))
        .containsExactly(new Change("e", IntNode.valueOf(7), DoubleNode.valueOf(7.5)));
    assertThat(Changes.same(tree("{\"a\":175928847299117063}"), tree("{\"a\":175928847299117064}")))
        .isFalse();
  }
}
