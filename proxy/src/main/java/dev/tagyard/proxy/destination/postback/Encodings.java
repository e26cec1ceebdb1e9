package dev.tagyard.proxy.destination.postback;

import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// How a value is written so that it stays a value where it stands.
final class Encodings {
  private static final String PLAIN = "-._~*";
  private static final String HEX = "0123456789ABCDEF";

  private Encodings() {}

  /// For addresses and forms: all but letters, digits and `-._~*` as `%XX` of their UTF-8.
  static String percent(String value) {
    // By itself in a path that would be another path.
    if (value.equals(".") || value.equals("..")) {
      return value.replace(".", "%2E");
    }
    var encoded = new StringBuilder();
    for (var b : value.getBytes(StandardCharsets.UTF_8)) {
      var c = (char) (b & 0xff);
      if (c < 128 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0)) {
        encoded.append(c);
      } else {
        encoded.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
    }
    return encoded.toString();
  }

  /// For a JSON text: the quotes around it are the template's.
  static String json(String value) {
    var quoted = TextNode.valueOf(value).toString();
    return quoted.substring(1, quoted.length() - 1);
  }

  /// For a header: visible ASCII and spaces alone, so that no value can begin another header.
  static String header(String value) {
    return value
        .codePoints()
        .filter(c -> c >= 0x20 && c < 0x7f)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /// For text and attributes of XML, without what that cannot hold.
  static String xml(String value) {
    var escaped = new StringBuilder();
    value
        .codePoints()
        .filter(Encodings::isOfXml)
        .forEach(c -> {
          if (c < ' ' || "&<>\"'".indexOf(c) >= 0) {
            escaped.append("&#").append(c).append(';');
          } else {
            escaped.appendCodePoint(c);
          }
        });
    return escaped.toString();
  }

  private static boolean isOfXml(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= ' ' && c < Character.MIN_SURROGATE)
        || (c > Character.MAX_SURROGATE && c != 0xfffe && c != 0xffff);
  }

  /// For a body of a content type; absent where a value could not be told from what is around it.
  static Optional<UnaryOperator<String>> body(String contentType) {
    var type = contentType.toLowerCase(Locale.ROOT);
    if (type.contains("json")) {
      return Optional.of(Encodings::json);
    }
    if (type.contains("urlencoded")) {
      return Optional.of(Encodings::percent);
    }
    return type.contains("xml") ? Optional.of(Encodings::xml) : Optional.empty();
  }
}
