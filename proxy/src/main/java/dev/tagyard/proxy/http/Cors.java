package dev.tagyard.proxy.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.function.Supplier;

/// Lets pages of the configured origins read answers, with credentials: also on errors, since a
/// client that cannot read an error takes it for a network fault and sends again.
final class Cors {
  private static final String LONGEST_CACHED = "7200";
  private static final CharSequence ORIGIN = HttpHeaders.createOptimized("Origin");
  private static final CharSequence TRUE = HttpHeaders.createOptimized("true");

  private final Supplier<List<String>> origins;

  Cors(Supplier<List<String>> origins) {
    this.origins = origins;
  }

  void allow(HttpServerRequest request) {
    var response = request.response();
    var origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin != null) {
      response.putHeader(HttpHeaders.VARY, ORIGIN);
      if (origins.get().contains(origin)) {
        response
            .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
            .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
      }
    }
  }

  /// A preflight carries neither cookies nor keys and asks for nothing but permission.
  void preflight(HttpServerRequest request) {
    allow(request);
    HttpServerResponse response = request.response();
    if (response.headers().contains("Access-Control-Allow-Origin")) {
      response
          .putHeader("Access-Control-Allow-Methods", "GET, POST, OPTIONS")
          .putHeader("Access-Control-Max-Age", LONGEST_CACHED);
      var asked = request.getHeader("Access-Control-Request-Headers");
      if (asked != null && asked.matches("[A-Za-z0-9, _-]{1,500}")) {
        response.putHeader("Access-Control-Allow-Headers", asked);
      }
    }
    response.setStatusCode(204).end();
  }
}
