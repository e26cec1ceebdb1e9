package dev.tagyard.rules.yaml;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A piece of a YAML file that knows where it stands.
public sealed interface YamlNode {
  /// From 1; the line of the key, where the node is a key's value.
  int line();

  /// Dotted keys with indexes, such as `destinations.meta.events[1]`; empty for the document.
  String path();

  /// As a message calls it: `"soon"`, `a list`, `a mapping`, `nothing`.
  String described();

  /// @param text as written, without quotes; `${NAME}` still stands in it
  /// @param kind what YAML takes it for
  record Scalar(String text, Kind kind, int line, String path) implements YamlNode {
    private static final int SHOWN = 60;

    @Override
    public String described() {
      if (kind == Kind.NOTHING) {
        return "nothing";
      }
      return '"' + (text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text) + '"';
    }

    /// Shows no value: it may be a secret.
    @Override
    public String toString() {
      return "Scalar[" + path + ":" + line + "]";
    }
  }

  record Sequence(List<YamlNode> items, int line, String path) implements YamlNode {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String described() {
      return "a list";
    }
  }

  /// @param entries in the order of the file
  record Mapping(Map<String, YamlNode> entries, int line, String path) implements YamlNode {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    public Optional<YamlNode> get(String key) {
      return Optional.ofNullable(entries.get(key));
    }

    /// The path of a key of this mapping, there or not.
    public String pathOf(String key) {
      return path.isEmpty() ? key : path + "." + key;
    }

    @Override
    public String described() {
      return "a mapping";
    }
  }

  /// What a scalar is by YAML's core schema; a quoted one is text.
  enum Kind {
    TEXT,
    INTEGER,
    DECIMAL,
    BOOLEAN,
    NOTHING
  }
}
