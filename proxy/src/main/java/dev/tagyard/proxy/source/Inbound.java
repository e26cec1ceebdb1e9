package dev.tagyard.proxy.source;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A request as a source sees it: nothing of HTTP but its facts.
///
/// @param path without the configured prefix
/// @param query the raw query, empty when there is none
/// @param cookies by name, values as sent
/// @param body inflated
/// @param peer address of the socket's other end
/// @param trusted the request carried a valid API key: a backend's own event
/// @param foreignSite the page that sent it is none of the configured sites'
@SuppressWarnings("ArrayRecordComponent") // Compared nowhere; a copy of each body would cost.
public record Inbound(
    String method,
    String path,
    String query,
    Headers headers,
    Map<String, String> cookies,
    byte[] body,
    String peer,
    boolean trusted,
    boolean foreignSite,
    Instant receivedAt) {
  public Optional<String> header(String name) {
    return headers.of(name);
  }

  public Optional<String> cookie(String name) {
    return Optional.ofNullable(cookies.get(name)).filter(value -> !value.isEmpty());
  }

  /// Query parameters in order, read leniently. The key of a preview is none of them.
  public List<Map.Entry<String, String>> queryParameters() {
    var parameters = Query.parse(query);
    if (query.contains(PreviewKey.NAME)) {
      parameters.removeIf(parameter -> parameter.getKey().equals(PreviewKey.NAME));
    }
    return parameters;
  }

  /// Shows neither query nor headers nor body: all may hold personal data.
  @Override
  public String toString() {
    return method + " " + path;
  }
}
