package dev.tagyard.proxy.source;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Reads a query string or form body the way that real senders write them: only `&` separates, `+`
/// is a space, and an escape that is no escape stays as it stands.
public final class Query {
  private static final int MOST_PARAMETERS = 2_000;

  private Query() {}

  /// A query as the request line brought it, one character for each byte: what was not escaped is
  /// UTF-8, unless it cannot be.
  public static String ofRequestLine(String query) {
    if (query.chars().allMatch(c -> c < 0x80)) {
      return query;
    }
    try {
      var bytes = ByteBuffer.wrap(query.getBytes(StandardCharsets.ISO_8859_1));
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException _) {
      return query;
    }
  }

  /// Pairs in order, at most 2,000; a key without `=` has an empty value.
  public static List<Map.Entry<String, String>> parse(String query) {
    var pairs = new ArrayList<Map.Entry<String, String>>();
    var start = 0;
    while (start < query.length() && pairs.size() < MOST_PARAMETERS) {
      var end = query.indexOf('&', start);
      end = end < 0 ? query.length() : end;
      if (end > start) {
        var equals = query.indexOf('=', start, end);
        var split = equals < 0 ? end : equals;
        pairs.add(
            Map.entry(
                decode(query.substring(start, split)),
                split == end ? "" : decode(query.substring(split + 1, end))));
      }
      start = end + 1;
    }
    return pairs;
  }

  /// Percent-decodes as UTF-8.
  public static String decode(String text) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
      return text;
    }
    var bytes = new ByteArrayOutputStream(text.length());
    var raw = text.getBytes(StandardCharsets.UTF_8);
    for (var i = 0; i < raw.length; i++) {
      var octet = raw[i];
      if (octet == '+') {
        bytes.write(' ');
      } else if (octet == '%'
          && i + 2 < raw.length
          && hex(raw[i + 1]) >= 0
          && hex(raw[i + 2]) >= 0) {
        bytes.write(hex(raw[i + 1]) << 4 | hex(raw[i + 2]));
        i += 2;
      } else {
        bytes.write(octet);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static int hex(byte digit) {
    return Character.digit(digit, 16);
  }
}
