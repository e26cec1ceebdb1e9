package dev.tagyard.proxy.standin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Collects violations while a request is looked at.
final class Findings {
  static final Pattern LOWER_HEX = Pattern.compile("[0-9a-f]{64}");
  static final Pattern IP =
      Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
  static final String HASH_OF_NOTHING =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final List<String> found = new ArrayList<>();

  List<String> all() {
    return found;
  }

  void require(boolean held, String path, String wish) {
    if (!held) {
      found.add(path + ": " + wish);
    }
  }

  /// The body as JSON; a missing node when it is none.
  JsonNode json(String body) {
    try {
      var node = STRICT.readTree(body);
      return node == null ? MissingNode.getInstance() : node;
    } catch (JsonProcessingException broken) {
      found.add("body: " + broken.getOriginalMessage());
      return MissingNode.getInstance();
    }
  }

  /// A query or a form, its values decoded; each key once.
  Map<String, String> form(String encoded) {
    var values = new LinkedHashMap<String, String>();
    Arrays.stream(encoded.split("&", -1))
        .filter(pair -> !pair.isEmpty())
        .map(pair -> pair.split("=", 2))
        .forEach(pair -> {
          require(pair.length == 2, pair[0], "has no =");
          var value = pair.length == 2 ? decoded(pair[1]) : "";
          require(values.put(decoded(pair[0]), value) == null, pair[0], "is there twice");
        });
    return values;
  }

  void onlyKeys(JsonNode object, String path, Set<String> known) {
    object
        .fieldNames()
        .forEachRemaining(key -> require(known.contains(key), path + "." + key, "is unknown"));
  }

  /// A field that may be missing, and if it is there must be so.
  void ifPresent(JsonNode object, String key, String path, Predicate<JsonNode> held, String wish) {
    if (object.has(key)) {
      require(held.test(object.get(key)), path + "." + key, wish);
    }
  }

  /// No clear contact data in any text, at any depth.
  void nothingPersonal(JsonNode node, String path) {
    if (node.isTextual()) {
      nothingPersonal(node.asText(), path);
    } else {
      node.properties().forEach(e -> nothingPersonal(e.getValue(), path + "." + e.getKey()));
      if (node.isArray()) {
        node.forEach(element -> nothingPersonal(element, path + "[]"));
      }
    }
  }

  void nothingPersonal(String text, String path) {
    PersonalData.in(text).ifPresent(kind -> found.add(path + ": holds " + kind + " in the clear"));
  }

  private String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException broken) {
      found.add("query: broken percent sign");
      return text;
    }
  }
}
