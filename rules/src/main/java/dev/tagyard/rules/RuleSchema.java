package dev.tagyard.rules;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.rules.event.EventField;
import dev.tagyard.rules.event.EventFields;
import dev.tagyard.rules.yaml.KeyDoc;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/// The JSON Schema of a YAML rule file, for editors: made of the records that read it and of the
/// table of fields.
public final class RuleSchema {
  private static final String DRAFT = "http://json-schema.org/draft-07/schema#";
  private static final List<String> ACTIONS =
      List.of("set", "copy", "remove", "drop", "send_to", "not_to");

  private RuleSchema() {}

  public static ObjectNode json() {
    var schema = object();
    schema.put("$schema", DRAFT);
    schema.put("title", "Rules of Tagyard");
    schema.putArray("type").add("array").add("null");
    schema.set("items", ref("rule"));
    var definitions = schema.putObject("definitions");
    definitions.set("rule", rule());
    definitions.set("condition", condition());
    definitions.set("readable", path(_ -> true));
    definitions.set("writable", path(EventFields::writable));
    definitions.set("removable", path(EventFields::removable));
    return schema;
  }

  private static ObjectNode rule() {
    var rule = keys(KeyDoc.of(RuleConfig.class));
    var properties = (ObjectNode) rule.path("properties");
    replace(properties, "match", fields(_ -> true, _ -> ref("condition")));
    replace(properties, "set", fields(EventFields::writable, RuleSchema::value));
    replace(properties, "copy", fields(EventFields::writable, _ -> ref("readable")));
    replace(properties, "remove", list(ref("removable")));
    for (var names : List.of("destinations", "send_to", "not_to")) {
      replace(properties, names, list(object().put("type", "string")));
    }
    var actions = rule.putArray("anyOf");
    ACTIONS.forEach(action -> actions.addObject().putArray("required").add(action));
    return rule;
  }

  /// A value, a list of values, or a mapping.
  private static ObjectNode condition() {
    var condition = object();
    var ways = condition.putArray("anyOf");
    ways.add(single());
    ways.add(list(single()));
    var mapping = keys(KeyDoc.of(ConditionReader.Config.class));
    var properties = (ObjectNode) mapping.path("properties");
    replace(properties, "equals", single());
    replace(properties, "one_of", list(single()));
    replace(properties, "not", ref("condition"));
    ways.add(mapping.put("minProperties", 1));
    return condition;
  }

  private static ObjectNode single() {
    var schema = object();
    List.of("string", "number", "boolean", "null").forEach(schema.putArray("type")::add);
    return schema;
  }

  private static void replace(ObjectNode properties, String key, ObjectNode schema) {
    var before = properties.path(key).path("description");
    schema.set("description", before);
    properties.set(key, schema);
  }

  private static ObjectNode keys(List<KeyDoc> keys) {
    var schema = object().put("type", "object").put("additionalProperties", false);
    var properties = schema.putObject("properties");
    for (var key : keys) {
      properties.set(key.name(), shape(key.shape()).put("description", key.doc()));
    }
    var required = keys.stream().filter(KeyDoc::required).map(KeyDoc::name).toList();
    if (!required.isEmpty()) {
      required.forEach(schema.putArray("required")::add);
    }
    return schema;
  }

  private static ObjectNode shape(KeyDoc.Shape shape) {
    return switch (shape) {
      case KeyDoc.Shape.Word word -> word(word);
      case KeyDoc.Shape.Many(var item) -> list(shape(item));
      case KeyDoc.Shape.Named(var value) -> {
        var named = object().put("type", "object");
        named.set("additionalProperties", shape(value));
        yield named;
      }
      case KeyDoc.Shape.Keys(var keys, _) -> keys(keys);
      case KeyDoc.Shape.Anything _ -> object();
    };
  }

  private static ObjectNode word(KeyDoc.Shape.Word word) {
    if (!word.choices().isEmpty()) {
      var schema = object();
      word.choices().forEach(schema.putArray("enum")::add);
      return schema;
    }
    var type = word.type();
    return object()
        .put(
            "type",
            type == boolean.class || type == Boolean.class
                ? "boolean"
                : type == int.class || type == long.class
                    ? "integer"
                    : type == Double.class || type == double.class || type == BigDecimal.class
                        ? "number"
                        : "string");
  }

  private static ObjectNode fields(
      Predicate<String> allowed, Function<EventField, ObjectNode> value) {
    var all = object().put("type", "object").put("additionalProperties", false);
    var properties = all.putObject("properties");
    var patterns = object();
    for (var field : EventFields.all()) {
      if (field.path().contains("[") || !allowed.test(field.path())) {
        continue;
      }
      properties.set(field.path(), described(value.apply(field), field));
      if (field.type() == EventField.Type.OPEN_OBJECT) {
        // A field of one's own may hold anything, but is named or matched as the others are.
        var schema = value.apply(field);
        patterns.set(below(field), schema.has("$ref") ? schema : object());
      }
    }
    all.set("patternProperties", patterns);
    return all;
  }

  private static ObjectNode described(ObjectNode schema, EventField field) {
    if (schema.has("$ref")) {
      var both = object().put("description", field.doc());
      both.putArray("allOf").add(schema);
      return both;
    }
    return schema.put("description", field.doc());
  }

  private static ObjectNode value(EventField field) {
    return switch (field.type()) {
      case TEXT -> {
        var schema = object();
        schema.putArray("type").add("string").add("number").add("boolean");
        yield schema;
      }
      case NUMBER -> orVariable("number");
      case INTEGER, TIME -> orVariable("integer");
      case BOOLEAN -> object().put("type", "boolean");
      case OBJECT, OPEN_OBJECT -> object().put("type", "object");
      case LIST -> object().put("type", "array");
    };
  }

  private static ObjectNode orVariable(String type) {
    var schema = object();
    var ways = schema.putArray("anyOf");
    ways.addObject().put("type", type);
    ways.addObject().put("type", "string").put("pattern", "\\$\\{");
    return schema;
  }

  /// The path of a field.
  private static ObjectNode path(Predicate<String> allowed) {
    var schema = object().put("type", "string");
    var ways = schema.putArray("anyOf");
    var known = ways.addObject().putArray("enum");
    for (var field : EventFields.all()) {
      if (!field.path().contains("[") && allowed.test(field.path())) {
        known.add(field.path());
        if (field.type() == EventField.Type.OPEN_OBJECT) {
          ways.addObject().put("pattern", below(field));
        }
      }
    }
    return schema;
  }

  private static String below(EventField field) {
    return "^" + field.path().replace(".", "\\.") + "\\.[^.\\[]+(\\.[^.\\[]+)*$";
  }

  private static ObjectNode list(ObjectNode items) {
    var list = object().put("type", "array");
    list.set("items", items);
    return list;
  }

  private static ObjectNode ref(String definition) {
    return object().put("$ref", "#/definitions/" + definition);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
