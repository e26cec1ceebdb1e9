package dev.tagyard.proxy.destination;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/// A request as it goes out.
///
/// @param body UTF-8 text; empty for none
public record HttpCall(String method, URI uri, Map<String, String> headers, String body) {
  public HttpCall {
    headers = Map.copyOf(headers);
  }

  /// A POST of JSON.
  ///
  /// @param headers besides the content type
  public static HttpCall json(URI uri, Map<String, String> headers, String body) {
    var all = new HashMap<>(headers);
    all.put("content-type", "application/json");
    return new HttpCall("POST", uri, all, body);
  }

  /// The same with one more header.
  public HttpCall withHeader(String name, String value) {
    var more = new HashMap<>(headers);
    more.put(name, value);
    return new HttpCall(method, uri, more, body);
  }

  /// The same to another address.
  public HttpCall to(URI other) {
    return new HttpCall(method, other, headers, body);
  }

  /// Shows no query and no body: both may hold secrets and personal data.
  @Override
  public String toString() {
    var host = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    return method + " " + uri.getScheme() + "://" + host + uri.getPath();
  }
}
