package dev.tagyard.proxy.source;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads a `Cookie` header leniently: a piece that is no cookie is passed over.
public final class Cookies {
  private static final int MOST = 300;

  private Cookies() {}

  /// Values as sent, without surrounding quotes; of two with one name the first wins, since
  /// browsers send the more specific path first.
  public static Map<String, String> parse(String header) {
    var cookies = new HashMap<String, String>();
    var start = 0;
    while (start < header.length() && cookies.size() < MOST) {
      var end = header.indexOf(';', start);
      end = end < 0 ? header.length() : end;
      var equals = header.indexOf('=', start, end);
      if (equals > start) {
        cookies.putIfAbsent(
            trimmed(header, start, equals), unquote(trimmed(header, equals + 1, end)));
      }
      start = end + 1;
    }
    return cookies;
  }

  /// The same of all `Cookie` headers of one request.
  public static Map<String, String> parse(List<String> headers) {
    return switch (headers.size()) {
      case 0 -> Map.of();
      case 1 -> parse(headers.getFirst());
      default -> parse(String.join("; ", headers));
    };
  }

  /// As [String#trim], of a piece.
  private static String trimmed(String header, int from, int to) {
    var start = from;
    var end = to;
    while (start < end && header.charAt(start) <= ' ') {
      start++;
    }
    while (end > start && header.charAt(end - 1) <= ' ') {
      end--;
    }
    return header.substring(start, end);
  }

  private static String unquote(String value) {
    return value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")
        ? value.substring(1, value.length() - 1)
        : value;
  }
}
