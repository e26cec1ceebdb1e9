package dev.tagyard.proxy.ruletest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tagyard.rules.event.Event;
import dev.tagyard.rules.yaml.Binder;
import dev.tagyard.rules.yaml.Nearest;
import dev.tagyard.rules.yaml.Problem;
import dev.tagyard.rules.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Compares what destinations got with an `expect.yaml`: by destination, or `"*"` for those not
/// named, the fields that their event has at least; a list where they get several events; or
/// `nothing: REASON`. A field that must not be there has no value.
final class Expectation {
  static final String OTHERS = "*";
  static final String NOTHING = "nothing";

  private final String file;
  private final Binder binder;
  private final List<Problem> problems = new ArrayList<>();

  private Expectation(String file, Binder binder) {
    this.file = file;
    this.binder = binder;
  }

  /// @param file the name to show
  /// @return each difference, with the line that wanted something else
  static List<Problem> compare(
      String file, YamlNode wanted, Map<String, Share> shares, Binder binder) {
    var expectation = new Expectation(file, binder);
    if (wanted instanceof YamlNode.Mapping byDestination) {
      expectation.destinations(byDestination, shares);
    } else {
      expectation.problem(wanted, "", "expected destinations, each with what it gets");
    }
    return expectation.problems;
  }

  private void destinations(YamlNode.Mapping wanted, Map<String, Share> shares) {
    for (var entry : wanted.entries().entrySet()) {
      var name = entry.getKey();
      if (!name.equals(OTHERS) && !shares.containsKey(name)) {
        var hint = Nearest.hint(name, shares.keySet());
        problem(entry.getValue(), name, "no destination has this name" + hint);
      }
    }
    shares.forEach((name, share) ->
        wanted
            .get(name)
            .or(() -> wanted.get(OTHERS))
            .ifPresent(node -> destination(name, node, share)));
  }

  private void destination(String name, YamlNode wanted, Share share) {
    switch (wanted) {
      case YamlNode.Mapping mapping when mapping.entries().keySet().equals(Set.of(NOTHING)) ->
          nothing(name, mapping.entries().values().iterator().next(), share);
      case YamlNode.Mapping mapping -> events(name, mapping, List.of(mapping), share);
      case YamlNode.Sequence sequence -> events(name, sequence, sequence.items(), share);
      case YamlNode.Scalar scalar ->
          problem(scalar, name, "expected fields, a list of events, or \"nothing\" with a reason");
    }
  }

  private void nothing(String name, YamlNode wanted, Share share) {
    var reason = binder.text(wanted, problems).orElse("");
    switch (share) {
      case Share.Events(var events) ->
          problem(
              wanted, name, "wanted nothing (" + reason + "), got " + events.size() + " event(s)");
      case Share.Nothing(var got) -> {
        if (!got.equals(reason)) {
          problem(wanted, name, "wanted nothing because of " + reason + ", not of " + got);
        }
      }
    }
  }

  private void events(String name, YamlNode whole, List<YamlNode> wanted, Share share) {
    switch (share) {
      case Share.Nothing(var reason) -> problem(whole, name, "got nothing: " + reason);
      case Share.Events(var events) when events.size() != wanted.size() ->
          problem(whole, name, "wanted " + wanted.size() + " event(s), got " + events.size());
      case Share.Events(var events) -> {
        for (var i = 0; i < events.size(); i++) {
          var path = wanted.size() == 1 ? name + ": " : name + "[" + i + "]: ";
          fields(wanted.get(i), events.get(i), path);
        }
      }
    }
  }

  private void fields(YamlNode wanted, Event event, String path) {
    if (wanted instanceof YamlNode.Mapping fields) {
      node(fields, event.tree(), path);
    } else {
      problem(wanted, path, "expected fields of an event");
    }
  }

  private void node(YamlNode wanted, JsonNode got, String path) {
    switch (wanted) {
      case YamlNode.Mapping mapping when !mayHave(got, mapping) ->
          problem(mapping, path, "wanted fields, got " + shown(got));
      case YamlNode.Mapping mapping ->
          mapping.entries().forEach((key, value) -> node(value, find(got, key), below(path, key)));
      case YamlNode.Sequence sequence
          when !got.isArray() || got.size() != sequence.items().size() ->
          problem(
              sequence,
              path,
              "wanted a list of " + sequence.items().size() + ", got " + shown(got));
      case YamlNode.Sequence sequence -> {
        for (var i = 0; i < got.size(); i++) {
          node(sequence.items().get(i), got.path(i), path + "[" + i + "]");
        }
      }
      case YamlNode.Scalar scalar when scalar.kind() == YamlNode.Kind.NOTHING -> {
        if (!isAbsent(got)) {
          problem(scalar, path, "must not be there, got " + shown(got));
        }
      }
      case YamlNode.Scalar scalar -> value(scalar, got, path);
    }
  }

  private void value(YamlNode.Scalar wanted, JsonNode got, String path) {
    var json = binder.json(wanted, problems);
    if (json.isPresent() && !same(json.get(), got)) {
      problem(wanted, path, "wanted " + json.get() + ", got " + shown(got));
    }
  }

  private static boolean same(JsonNode wanted, JsonNode got) {
    var numbers = wanted.isNumber() && got.isNumber();
    return numbers ? wanted.decimalValue().compareTo(got.decimalValue()) == 0 : wanted.equals(got);
  }

  /// What is not there has none of the fields that must not be there.
  private static boolean mayHave(JsonNode got, YamlNode.Mapping fields) {
    return got.isObject() || (isAbsent(got) && !fields.entries().isEmpty());
  }

  private static boolean isAbsent(JsonNode got) {
    return got.isMissingNode() || got.isNull();
  }

  /// By a dotted path, so that `params.value` may be written in one line; a field whose name has
  /// dots comes first.
  private static JsonNode find(JsonNode node, String path) {
    if (node.has(path)) {
      return node.path(path);
    }
    var found = node;
    for (var key : path.split("\\.", -1)) {
      found = found.isObject() ? found.path(key) : MissingNode.getInstance();
    }
    return found;
  }

  private static String below(String path, String key) {
    return path.endsWith(": ") ? path + key : path + "." + key;
  }

  private static String shown(JsonNode got) {
    return got.isMissingNode() ? "nothing" : got.toString();
  }

  private void problem(YamlNode node, String path, String message) {
    problems.add(new Problem(file, node.line(), path.replaceFirst(": $", ""), message));
  }
}
