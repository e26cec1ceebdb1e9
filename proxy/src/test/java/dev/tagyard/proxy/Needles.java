package dev.tagyard.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Personal values in every form in which they might lie somewhere: as text, hex, base64 at each of
/// its three alignments, percent-encoded, and their digests likewise.
final class Needles {
  /// Form → the value that it is of.
  private final Map<String, String> forms = new LinkedHashMap<>();

  Needles(List<String> values) {
    for (var value : values) {
      add(value, value.getBytes(UTF_8));
      add(value, digest(value));
      add(value, digest(value.toLowerCase(Locale.ROOT)));
      forms.put(URLEncoder.encode(value, UTF_8), value);
      forms.put(percent(value), value);
    }
  }

  /// The values that some bytes hold in some form, whatever else lies around them.
  Set<String> in(byte[] bytes) {
    return in(new String(bytes, ISO_8859_1));
  }

  /// The values that a text holds in some form.
  Set<String> in(String text) {
    var found = new TreeSet<String>();
    forms.forEach((form, value) -> {
      if (!found.contains(value) && text.contains(form)) {
        found.add(value);
      }
    });
    return found;
  }

  private void add(String value, byte[] bytes) {
    forms.put(new String(bytes, ISO_8859_1), value);
    forms.put(HexFormat.of().formatHex(bytes), value);
    forms.put(HexFormat.of().withUpperCase().formatHex(bytes), value);
    for (var shift = 0; shift < 3; shift++) {
      for (var base64 : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
        var padded = new byte[shift + bytes.length];
        System.arraycopy(bytes, 0, padded, shift, bytes.length);
        var text = base64.withoutPadding().encodeToString(padded);
        // What shares its first or last character with a neighbour is left out.
        var start = shift == 0 ? 0 : shift + 1;
        var end = text.length() - (padded.length % 3 == 0 ? 0 : 1);
        forms.put(text.substring(start, end), value);
      }
    }
  }

  private static String percent(String value) {
    var text = new StringBuilder();
    for (var b : value.getBytes(UTF_8)) {
      text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
    }
    return text.toString();
  }

  private static byte[] digest(String value) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(value.getBytes(UTF_8));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }
}
