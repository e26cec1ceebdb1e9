package dev.tagyard.proxy.destination.postback;

import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Function;

/// How a value is written so that it stays a value where it stands.
final class Encodings {
  private static final String PLAIN = "-._~*";
  private static final String HEX = "0123456789ABCDEF";

  private Encodings() {}

  /// For addresses and forms: all but letters, digits and `-._~*` as `%XX` of their UTF-8.
  static String percent(String value) {
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

  /// For a body of a content type.
  static Function<String, String> body(String contentType) {
    var type = contentType.toLowerCase(Locale.ROOT);
    if (type.contains("json")) {
      return Encodings::json;
    }
    return type.contains("urlencoded") ? Encodings::percent : value -> value;
  }
}
