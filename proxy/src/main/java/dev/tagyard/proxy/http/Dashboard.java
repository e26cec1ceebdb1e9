package dev.tagyard.proxy.http;

import dev.tagyard.proxy.packaged.Packaged;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;

/// The operators' page. It holds nothing itself: what it shows, it asks of the API with the token
/// that the operator gives it.
final class Dashboard {
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:;"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private Dashboard() {}

  static void addTo(Router router) {
    serve(router, "/", "index.html", "text/html");
    serve(router, "/dashboard.css", "dashboard.css", "text/css");
    serve(router, "/dashboard.js", "dashboard.js", "text/javascript");
  }

  private static void serve(Router router, String path, String file, String type) {
    var content = Buffer.buffer(Packaged.bytes("dashboard/" + file));
    router.get(path).handler(context -> send(context.request(), type, content));
  }

  private static void send(HttpServerRequest request, String type, Buffer content) {
    request
        .response()
        .putHeader("Content-Type", type + "; charset=utf-8")
        .putHeader("Content-Security-Policy", POLICY)
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader("Cache-Control", "no-cache")
        .end(content);
  }
}
