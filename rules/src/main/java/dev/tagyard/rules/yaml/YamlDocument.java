package dev.tagyard.rules.yaml;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// Reads one YAML file into nodes. Keys are text and stand once.
public final class YamlDocument {
  /// Aliases may repeat a node; a file of this many nodes is no configuration.
  private static final int MOST_NODES = 200_000;

  private final String file;
  private final List<Problem> problems;
  private int nodes;

  private YamlDocument(String file, List<Problem> problems) {
    this.file = file;
    this.problems = problems;
  }

  /// @param file the name to show in problems
  /// @return absent when it could not be read; for an empty file a scalar of nothing. It is whole
  ///   only when no problem was added.
  public static Optional<YamlNode> read(String file, Path path, List<Problem> problems) {
    try {
      return parse(file, Files.readString(path), problems);
    } catch (CharacterCodingException otherEncoding) {
      problems.add(new Problem(file, 0, "", "is not UTF-8"));
      return Optional.empty();
    } catch (IOException unreadable) {
      problems.add(new Problem(file, 0, "", "cannot be read: " + unreadable.getMessage()));
      return Optional.empty();
    }
  }

  /// As [#read], from text.
  public static Optional<YamlNode> parse(String file, String text, List<Problem> problems) {
    var settings = LoadSettings.builder().setLabel(file).setSchema(new CoreSchema()).build();
    var document = new YamlDocument(file, problems);
    try {
      var root = new Compose(settings).composeString(text);
      return root.isPresent()
          ? document.node(root.get(), lineOf(root.get()), "")
          : Optional.of(new YamlNode.Scalar("", YamlNode.Kind.NOTHING, 1, ""));
    } catch (MarkedYamlEngineException wrong) {
      var line = wrong.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
      problems.add(new Problem(file, line, "", "is not YAML: " + wrong.getProblem()));
      return Optional.empty();
    } catch (YamlEngineException wrong) {
      problems.add(new Problem(file, 0, "", "is not YAML: " + wrong.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<YamlNode> node(Node node, int line, String path) {
    nodes++;
    if (node.isRecursive() || nodes > MOST_NODES) {
      problems.add(new Problem(file, line, path, "aliases make this endless"));
      return Optional.empty();
    }
    return switch (node) {
      case ScalarNode scalar ->
          Optional.of(new YamlNode.Scalar(scalar.getValue(), kind(scalar.getTag()), line, path));
      case SequenceNode sequence -> Optional.of(sequence(sequence, line, path));
      case MappingNode mapping -> Optional.of(mapping(mapping, line, path));
      default -> Optional.empty();
    };
  }

  private YamlNode sequence(SequenceNode sequence, int line, String path) {
    List<YamlNode> items = new ArrayList<>();
    for (var item : sequence.getValue()) {
      node(item, lineOf(item), path + "[" + items.size() + "]").ifPresent(items::add);
    }
    return new YamlNode.Sequence(items, line, path);
  }

  private YamlNode mapping(MappingNode mapping, int line, String path) {
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    for (var tuple : mapping.getValue()) {
      var keyLine = lineOf(tuple.getKeyNode());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problems.add(new Problem(file, keyLine, path, "a key must be a word"));
        continue;
      }
      var name = key.getValue();
      var childPath = path.isEmpty() ? name : path + "." + name;
      var first = entries.get(name);
      if (first != null) {
        problems.add(
            new Problem(file, keyLine, childPath, "stands already on line " + first.line()));
        continue;
      }
      node(tuple.getValueNode(), keyLine, childPath).ifPresent(child -> entries.put(name, child));
    }
    return new YamlNode.Mapping(entries, line, path);
  }

  private static YamlNode.Kind kind(Tag tag) {
    if (tag.equals(Tag.INT)) {
      return YamlNode.Kind.INTEGER;
    }
    if (tag.equals(Tag.FLOAT)) {
      return YamlNode.Kind.DECIMAL;
    }
    if (tag.equals(Tag.BOOL)) {
      return YamlNode.Kind.BOOLEAN;
    }
    return tag.equals(Tag.NULL) ? YamlNode.Kind.NOTHING : YamlNode.Kind.TEXT;
  }

  private static int lineOf(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }
}
