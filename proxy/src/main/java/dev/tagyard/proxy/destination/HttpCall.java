package dev.tagyard.proxy.destination;

import java.net.URI;
import java.util.Map;

/// A request as it goes out.
///
/// @param body UTF-8 text; empty for none
public record HttpCall(String method, URI uri, Map<String, String> headers, String body) {
  public HttpCall {
    headers = Map.copyOf(headers);
  }

  /// Shows no query and no body: both may hold secrets and personal data.
  @Override
  public String toString() {
    return method + " " + uri.getScheme() + "://" + uri.getAuthority() + uri.getPath();
  }
}
