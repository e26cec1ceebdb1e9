package dev.tagyard.proxy.source.ga4;

import dev.tagyard.proxy.source.Query;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// A hit whose address is hidden from filter lists: some parameter of the query holds it whole, in
/// base64. Hosted containers send it so, to a path that nobody else knows.
public final class WrappedHit {
  private static final String HIT = "/g/collect?";

  private WrappedHit() {}

  /// The hit's own query, with the parameters that stand beside the wrapping behind it; empty when
  /// none of the parameters is a hit.
  public static Optional<String> unwrap(String query) {
    var pieces = query.split("&", -1);
    for (var at = 0; at < pieces.length; at++) {
      var hit = hit(pieces[at]);
      if (hit.isPresent()) {
        var whole = new StringBuilder(hit.get());
        for (var other = 0; other < pieces.length; other++) {
          if (other != at && !pieces[other].isEmpty()) {
            whole.append('&').append(pieces[other]);
          }
        }
        return Optional.of(whole.toString());
      }
    }
    return Optional.empty();
  }

  /// Whichever alphabet, with padding or without, the plus signs escaped or taken for blanks.
  private static Optional<String> hit(String piece) {
    var value = Query.decode(piece.substring(piece.indexOf('=') + 1));
    var base64 = unpadded(value).replace(' ', '+').replace('-', '+').replace('_', '/');
    try {
      var text = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
      return Optional.of(text)
          .filter(hit -> hit.startsWith(HIT))
          .map(hit -> hit.substring(HIT.length()));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  private static String unpadded(String text) {
    var end = text.length();
    while (end > 0 && text.charAt(end - 1) == '=') {
      end--;
    }
    return text.substring(0, end);
  }
}
