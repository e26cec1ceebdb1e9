package dev.tagyard.proxy.destination;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What a vendor answered.
///
/// @param headers by name in lower case
/// @param body UTF-8 text, cut at 64 KiB, or at four times the length of the request up to 1 MiB
public record HttpReply(int status, Map<String, String> headers, String body) {
  public HttpReply {
    headers = Map.copyOf(headers);
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }
}
