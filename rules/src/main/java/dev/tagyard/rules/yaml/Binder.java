package dev.tagyard.rules.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Makes records of YAML. A component is a key in snake_case; unknown keys are refused; all
/// mistakes of a file are told at once.
///
/// A component may be text, a truth value, a number, `Duration`, [ByteSize], an enum, `URI`, `Path`
/// (from the file's folder), [Secret] (also `file:PATH`), any type with a `public static T
/// parse(String)` that throws [IllegalArgumentException] in words, a record, `List`, `Set`, `Map`
/// by text and `Optional` of these, `JsonNode`, or [YamlNode] to be bound later. `${NAME}` in a
/// value is taken from the environment. A record's constructor may refuse its values by an
/// [IllegalArgumentException] in words, which begin with the key that is meant.
///
/// A key without value counts as absent, and as an empty mapping where a record is wanted.
public final class Binder {
  private static final Pattern ABOUT =
      Pattern.compile(
          "([a-z][a-z0-9_]*)(?:: | (?=(?:must|is|are|has|names|needs) ))(.*)", Pattern.DOTALL);

  private final String file;
  private final Path folder;
  private final Variables variables;

  /// @param file the name to show in problems
  /// @param folder what relative paths start from
  /// @param environment a variable by name
  public Binder(String file, Path folder, Function<String, Optional<String>> environment) {
    this.file = file;
    this.folder = folder;
    this.variables = new Variables(environment);
  }

  /// @return absent when a problem was added
  public <T extends Record> Optional<T> bind(YamlNode node, Class<T> type, List<Problem> problems) {
    return bindTogether(node, List.of(type), problems).map(bound -> bound.get(type));
  }

  /// Several records from one mapping: each takes its own keys, and only what none of them knows is
  /// refused.
  public Optional<Bound> bindTogether(
      YamlNode node, List<Class<? extends Record>> types, List<Problem> problems) {
    var before = problems.size();
    var found = mapping(node, problems);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    refuseUnknown(
        found.get(),
        types.stream().flatMap(type -> Key.of(type).stream()).map(Key::name).toList(),
        problems);
    Map<Class<?>, Record> records = new HashMap<>();
    for (var type : types) {
      record(found.get(), type, problems).ifPresent(value -> records.put(type, value));
    }
    return problems.size() == before ? Optional.of(new Bound(records)) : Optional.empty();
  }

  /// A value as JSON, with its variables; absent when a problem was added.
  public Optional<JsonNode> json(YamlNode node, List<Problem> problems) {
    return json(node, YamlNode.Scalar::kind, problems);
  }

  /// As [#json], with another idea of what a scalar is.
  public Optional<JsonNode> json(
      YamlNode node, Function<YamlNode.Scalar, YamlNode.Kind> kind, List<Problem> problems) {
    return YamlJson.of(
        node,
        scalar -> filled(scalar, problems).map(text -> YamlJson.scalar(kind.apply(scalar), text)));
  }

  /// A scalar as text, with its variables; absent when a problem was added.
  public Optional<String> text(YamlNode node, List<Problem> problems) {
    return value(node, String.class, problems);
  }

  /// A value of one of the types that a component may have; absent when a problem was added.
  public <T> Optional<T> value(YamlNode node, Class<T> type, List<Problem> problems) {
    return value(node, (Type) type, problems).map(type::cast);
  }

  private void refuseUnknown(YamlNode.Mapping mapping, List<String> known, List<Problem> problems) {
    mapping
        .entries()
        .forEach((key, value) -> {
          if (!known.contains(key)) {
            problems.add(
                new Problem(
                    file,
                    value.line(),
                    mapping.path(),
                    "unknown key \"" + key + "\"" + Nearest.hint(key, known)));
          }
        });
  }

  private Optional<Record> record(YamlNode.Mapping mapping, Class<?> type, List<Problem> problems) {
    List<Object> values = new ArrayList<>();
    var components = type.getRecordComponents();
    for (var component : components) {
      var value =
          component.isAnnotationPresent(Inline.class)
              ? record(mapping, component.getType(), problems).map(part -> (Object) part)
              : component(mapping, Key.of(component), problems);
      value.ifPresent(values::add);
    }
    return values.size() == components.length
        ? construct(type, values, mapping, problems)
        : Optional.empty();
  }

  private Optional<Object> component(YamlNode.Mapping mapping, Key key, List<Problem> problems) {
    var given = mapping.get(key.name()).filter(node -> !absent(node, key.type()));
    if (given.isPresent()) {
      return value(given.get(), key.type(), problems)
          .filter(value -> isWithin(given.get(), key, value, problems));
    }
    if (key.otherwise().isPresent()) {
      return YamlDocument.parse(file, key.otherwise().get(), problems)
          .map(node -> placed(node, mapping.line(), mapping.pathOf(key.name())))
          .flatMap(node -> value(node, key.type(), problems));
    }
    if (key.optional()) {
      return Optional.of(Optional.empty());
    }
    problems.add(
        new Problem(
            file,
            mapping.line(),
            mapping.pathOf(key.name()),
            "is required" + (key.doc().isEmpty() ? "" : ": " + key.doc())));
    return Optional.empty();
  }

  private boolean isWithin(YamlNode node, Key key, Object value, List<Problem> problems) {
    if (key.within().isEmpty() || !(value instanceof Integer number)) {
      return true;
    }
    var least = key.within().get().least();
    var most = key.within().get().most();
    if (number >= least && number <= most) {
      return true;
    }
    var wanted = most == Integer.MAX_VALUE ? least + " or more" : least + " to " + most;
    problems.add(problem(node, "must be " + wanted + ", not " + node.described()));
    return false;
  }

  private static YamlNode placed(YamlNode node, int line, String path) {
    return switch (node) {
      case YamlNode.Scalar it -> new YamlNode.Scalar(it.text(), it.kind(), line, path);
      case YamlNode.Sequence it -> new YamlNode.Sequence(it.items(), line, path);
      case YamlNode.Mapping it -> new YamlNode.Mapping(it.entries(), line, path);
    };
  }

  private static boolean absent(YamlNode node, Type type) {
    return nothing(node) && !(contentOf(type) instanceof Class<?> single && single.isRecord());
  }

  private static Type contentOf(Type type) {
    return type instanceof ParameterizedType generic && generic.getRawType() == Optional.class
        ? generic.getActualTypeArguments()[0]
        : type;
  }

  private static boolean nothing(YamlNode node) {
    return node instanceof YamlNode.Scalar scalar && scalar.kind() == YamlNode.Kind.NOTHING;
  }

  private Optional<Record> construct(
      Class<?> type, List<Object> values, YamlNode.Mapping mapping, List<Problem> problems) {
    try {
      return Optional.of(Creation.record(type, values));
    } catch (IllegalArgumentException refused) {
      problems.add(refusal(mapping, String.valueOf(refused.getMessage())));
      return Optional.empty();
    }
  }

  /// What a constructor says of a mapping; where its words begin with a key, as in `url must be …`
  /// or `reversal: url must be …`, it is told of that key.
  public Problem refusal(YamlNode.Mapping mapping, String words) {
    var told = variables.unfilled(words);
    var about = ABOUT.matcher(told);
    var meant = about.matches() ? mapping.get(about.group(1)) : Optional.<YamlNode>empty();
    if (meant.isEmpty()) {
      return problem(mapping, told);
    }
    return meant.get() instanceof YamlNode.Mapping inner
        ? refusal(inner, about.group(2))
        : problem(meant.get(), about.group(2));
  }

  private Optional<Object> value(YamlNode node, Type type, List<Problem> problems) {
    if (type instanceof ParameterizedType generic) {
      return collection(node, generic, problems);
    }
    if (type == YamlNode.class) {
      return Optional.of(node);
    }
    if (type == JsonNode.class) {
      return json(node, problems).map(json -> json);
    }
    if (!(type instanceof Class<?> single)) {
      throw new IllegalArgumentException("no YAML for " + type);
    }
    var scalarType = ScalarType.of(single);
    if (scalarType.isPresent()) {
      return scalar(node, scalarType.get(), single == Secret.class, problems);
    }
    var parser = Creation.parser(single);
    if (parser.isPresent() && node instanceof YamlNode.Scalar scalar && !nothing(node)) {
      return parsed(scalar, parser.get(), problems);
    }
    if (single.isRecord()) {
      return mapping(node, problems).flatMap(mapping -> nested(mapping, single, problems));
    }
    throw new IllegalArgumentException("no YAML for " + type);
  }

  private Optional<Object> nested(YamlNode.Mapping mapping, Class<?> type, List<Problem> problems) {
    refuseUnknown(mapping, Key.of(type).stream().map(Key::name).toList(), problems);
    return record(mapping, type, problems).map(value -> value);
  }

  private Optional<YamlNode.Mapping> mapping(YamlNode node, List<Problem> problems) {
    if (node instanceof YamlNode.Mapping mapping) {
      return Optional.of(mapping);
    }
    if (nothing(node)) {
      return Optional.of(new YamlNode.Mapping(Map.of(), node.line(), node.path()));
    }
    problems.add(problem(node, "must be a mapping, not " + node.described()));
    return Optional.empty();
  }

  private Optional<Object> collection(
      YamlNode node, ParameterizedType type, List<Problem> problems) {
    var content = type.getActualTypeArguments();
    var raw = type.getRawType();
    if (raw == Optional.class) {
      return value(node, content[0], problems).map(Optional::of);
    }
    if (raw == Map.class && content[0] == String.class) {
      return map(node, content[1], problems);
    }
    if (raw != List.class && raw != Set.class) {
      throw new IllegalArgumentException("no YAML for " + type);
    }
    if (!(node instanceof YamlNode.Sequence sequence)) {
      problems.add(problem(node, "must be a list such as [a, b], not " + node.described()));
      return Optional.empty();
    }
    List<Object> items = new ArrayList<>();
    sequence.items().forEach(item -> value(item, content[0], problems).ifPresent(items::add));
    if (items.size() < sequence.items().size()) {
      return Optional.empty();
    }
    return Optional.of(
        raw == List.class
            ? List.copyOf(items)
            : Collections.unmodifiableSet(new LinkedHashSet<>(items)));
  }

  private Optional<Object> map(YamlNode node, Type content, List<Problem> problems) {
    return mapping(node, problems)
        .flatMap(mapping -> {
          Map<String, Object> values = new LinkedHashMap<>();
          mapping
              .entries()
              .forEach((key, child) ->
                  value(child, content, problems).ifPresent(v -> values.put(key, v)));
          return values.size() == mapping.entries().size()
              ? Optional.of(Collections.unmodifiableMap(values))
              : Optional.empty();
        });
  }

  private Optional<Object> scalar(
      YamlNode node, ScalarType type, boolean secret, List<Problem> problems) {
    var wish = "must be " + type.wanted() + (secret ? "" : ", not " + node.described());
    if (!(node instanceof YamlNode.Scalar scalar) || nothing(node)) {
      problems.add(problem(node, wish));
      return Optional.empty();
    }
    var text = filled(scalar, problems);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      var value = type.reader().read(text.get(), folder);
      if (value.isEmpty()) {
        problems.add(problem(node, wish));
      }
      return value;
    } catch (IllegalArgumentException refused) {
      problems.add(problem(node, words(refused)));
      return Optional.empty();
    }
  }

  private Optional<Object> parsed(YamlNode.Scalar scalar, Method parser, List<Problem> problems) {
    try {
      return filled(scalar, problems).flatMap(text -> Creation.parse(parser, text));
    } catch (IllegalArgumentException refused) {
      problems.add(problem(scalar, words(refused)));
      return Optional.empty();
    }
  }

  /// The text with its variables; absent when one is not set.
  private Optional<String> filled(YamlNode.Scalar scalar, List<Problem> problems) {
    var filled = variables.fill(scalar.text());
    if (filled.broken()) {
      problems.add(
          problem(
              scalar,
              "has a ${ that begins no variable: expected ${NAME}, of letters, digits and _, with"
                  + " its closing brace; $${ stands for ${ itself"));
      return Optional.empty();
    }
    for (var name : filled.missing()) {
      problems.add(problem(scalar, "the environment variable " + name + " is not set"));
    }
    return filled.missing().isEmpty() ? Optional.of(filled.text()) : Optional.empty();
  }

  private String words(IllegalArgumentException refused) {
    return variables.unfilled(String.valueOf(refused.getMessage()));
  }

  private Problem problem(YamlNode node, String message) {
    return new Problem(file, node.line(), node.path(), message);
  }
}
