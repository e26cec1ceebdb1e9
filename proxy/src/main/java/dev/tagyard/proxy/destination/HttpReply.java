package dev.tagyard.proxy.destination;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// What a vendor answered.
///
/// @param headers by name in lower case
/// @param body UTF-8 text, cut at 64 KiB, or at four times the length of the request up to 1 MiB
public record HttpReply(int status, Map<String, String> headers, String body) {
  public HttpReply {
    headers = Map.copyOf(headers);
  }

  /// The same with something else for each text: the values of the headers and the body.
  HttpReply map(UnaryOperator<String> change) {
    var changed = new HashMap<String, String>();
    headers.forEach((name, value) -> changed.put(name, change.apply(value)));
    return new HttpReply(status, changed, change.apply(body));
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }
}
