package dev.tagyard.rules.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Objects of events are objects of Jackson's in all but their cost.
class EventNodesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper EVENTS = new ObjectMapper().setNodeFactory(EventNodes.INSTANCE);

  /// Few names, so that they come back often; many, so that both kinds of storage are met. `Aa` and
  /// `BB` have the same hash.
  @ParameterizedTest
  @ValueSource(ints = {3, 20, FieldMap.FEW, FieldMap.FEW + 1, 80})
  void do_as_jacksons_do_whatever_is_done(int names) throws JsonProcessingException {
    for (var seed = 0; seed < 200; seed++) {
      var random = new Random(seed);
      var ours = EventNodes.INSTANCE.objectNode();
      var theirs = JsonNodeFactory.instance.objectNode();
      for (var step = 0; step < 200; step++) {
        var name = name(random.nextInt(names));
        var value = IntNode.valueOf(step);
        switch (random.nextInt(15)) {
          case 0, 1 -> assertEquals(theirs.remove(name), ours.remove(name));
          case 2 -> assertEquals(theirs.get(name), ours.get(name));
          case 3 -> assertEquals(theirs.has(name), ours.has(name));
          case 4 -> assertEquals(removedEven(theirs), removedEven(ours));
          case 5 -> {
            doubled(theirs);
            doubled(ours);
          }
          case 6 -> ours = EventNodes.INSTANCE.copy(ours, random.nextInt(4));
          case 7 -> {
            var some = some(random, names);
            assertEquals(theirs.remove(some), ours.remove(some));
          }
          case 8 -> {
            var most = some(random, 2 * names);
            assertEquals(theirs.retain(most), ours.retain(most));
          }
          case 9 -> assertEquals(removedOdd(theirs), removedOdd(ours));
          default -> assertEquals(theirs.replace(name, value), ours.replace(name, value));
        }
        assertEquals(theirs.size(), ours.size());
      }
      assertEquals(theirs, ours);
      assertEquals(ours, theirs);
      assertEquals(theirs.hashCode(), ours.hashCode());
      assertEquals(JSON.writeValueAsString(theirs), JSON.writeValueAsString(ours));
      assertEquals(names(theirs), names(ours));
      assertEquals(list(theirs.elements()), list(ours.elements()));
      assertEquals(entries(theirs), entries(ours));
      assertEquals(theirs.deepCopy(), ours.deepCopy());
    }
  }

  /// Some of the names, and of some that are not there.
  private static List<String> some(Random random, int names) {
    return random
        .ints(random.nextInt(2 * names), 0, 2 * names)
        .mapToObj(EventNodesTest::name)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, FieldMap.FEW + 1})
  void are_written_as_the_writer_is_told(int fields) throws JsonProcessingException {
    var writers =
        List.of(
            JSON.writer(),
            JSON.writerWithDefaultPrettyPrinter(),
            JSON.writer().without(SerializationFeature.WRITE_EMPTY_JSON_ARRAYS),
            JSON.writer().without(JsonNodeFeature.WRITE_NULL_PROPERTIES),
            JSON.writer().with(JsonNodeFeature.WRITE_PROPERTIES_SORTED));
    var ours = special(EventNodes.INSTANCE, fields);
    var theirs = special(plain(), fields);
    var texts = new HashSet<String>();
    for (var writer : writers) {
      assertEquals(writer.writeValueAsString(theirs), writer.writeValueAsString(ours));
      texts.add(writer.writeValueAsString(ours));
    }
    assertEquals(writers.size(), texts.size());
  }

  private static ObjectNode special(JsonNodeFactory factory, int fields) {
    var object = filled(factory, fields);
    object.set("empty", factory.arrayNode());
    object.set("inner", filled(factory, 1));
    return object.putNull("a").put("last", true);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8, FieldMap.FEW, FieldMap.FEW + 1, 100})
  void copies_share_values_and_nothing_else(int fields) {
    for (var object : List.of(filled(EventNodes.INSTANCE, fields), filled(plain(), fields))) {
      var copy = EventNodes.INSTANCE.copy(object, 2);
      assertEquals(object, copy);
      copy.put("new", 1).put("newer", 2).remove("f0");
      assertEquals(filled(plain(), fields), object);
      object.put("other", 1);
      assertFalse(copy.has("other"));
    }
  }

  @Test
  void a_deep_copy_shares_nothing() throws JsonProcessingException {
    var object = (ObjectNode) EVENTS.readTree("{\"params\":{\"items\":[{\"price\":1}]}}");
    var copy = object.deepCopy();
    assertEquals(object, copy);
    assertNotSame(object.at("/params/items/0"), copy.at("/params/items/0"));
    ((ObjectNode) copy.at("/params/items/0")).put("price", 2);
    assertEquals(1, object.at("/params/items/0/price").asInt());
  }

  @Test
  void what_is_read_is_equal_to_what_jackson_reads() throws JsonProcessingException {
    var text =
        "{\"a\":1,\"b\":{\"c\":[{},{\"d\":null}],\"\":true},\"a\":2,\"n\":-0.10,\"big\":123456789012345678901}";
    var event = EVENTS.readTree(text);
    assertEquals(JSON.readTree(text), event);
    assertEquals(2, event.get("a").asInt());
    assertEquals(JSON.readTree(text).toString(), event.toString());
  }

  @Test
  void objects_made_within_are_of_the_same_kind() {
    var within = EventNodes.INSTANCE.objectNode().putObject("params");
    assertSame(EventNodes.INSTANCE.objectNode().getClass(), within.getClass());
  }

  @Test
  void there_is_an_end_to_the_fields() {
    var fields = filled(EventNodes.INSTANCE, 1).properties().iterator();
    assertTrue(fields.hasNext());
    fields.next();
    assertThrows(NoSuchElementException.class, fields::next);
    var none = EventNodes.INSTANCE.objectNode();
    assertFalse(none.has("a"));

    assertTrue(filled(EventNodes.INSTANCE, 3).removeAll().isEmpty());
  }

  private static JsonNodeFactory plain() {
    return JsonNodeFactory.instance;
  }

  private static ObjectNode filled(JsonNodeFactory factory, int fields) {
    var object = factory.objectNode();
    for (var i = 0; i < fields; i++) {
      object.put("f" + i, i);
    }
    return object;
  }

  private static String name(int number) {
    return number == 0 ? "Aa" : number == 1 ? "BB" : "n" + number;
  }

  private static List<String> names(ObjectNode object) {
    return list(object.fieldNames());
  }

  /// What is left.
  private static int removedEven(ObjectNode object) {
    var fields = object.properties().iterator();
    while (fields.hasNext()) {
      if (fields.next().getValue().asInt() % 2 == 0) {
        fields.remove();
      }
    }
    return object.size();
  }

  /// What is left.
  private static int removedOdd(ObjectNode object) {
    var values = object.elements();
    while (values.hasNext()) {
      if (values.next().asInt() % 2 == 1) {
        values.remove();
      }
    }
    return object.size();
  }

  private static <T> List<T> list(Iterator<T> iterator) {
    var list = new ArrayList<T>();
    iterator.forEachRemaining(list::add);
    return list;
  }

  private static List<String> entries(ObjectNode object) {
    var entries = new ArrayList<String>();
    object.forEachEntry((name, value) -> entries.add(name + "=" + value));
    return entries;
  }

  private static void doubled(ObjectNode object) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      field.setValue(IntNode.valueOf(field.getValue().asInt() % 1_000 * 2 + 1));
    }
  }
}
