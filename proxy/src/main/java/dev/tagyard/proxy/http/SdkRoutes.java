package dev.tagyard.proxy.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/// The browser SDK: `/ty.js` for those who want the newest, and an address that never changes its
/// content for those who pin it by its integrity hash.
final class SdkRoutes {
  private static final String SCRIPT = "text/javascript; charset=utf-8";

  private final Buffer script = resource("sdk/ty.js");
  private final Buffer types = resource("sdk/ty.d.ts");
  private final String version =
      HexFormat.of().formatHex(digest("SHA-256", script)).substring(0, 12);
  private final String integrity =
      "sha384-" + Base64.getEncoder().encodeToString(digest("SHA-384", script));

  /// `/ty.js`
  void newest(HttpServerRequest request) {
    var tag = '"' + version + '"';
    request
        .response()
        .putHeader("ETag", tag)
        .putHeader("Cache-Control", "public, max-age=600, stale-while-revalidate=86400");
    if (tag.equals(request.getHeader("If-None-Match"))) {
      request.response().setStatusCode(304).end();
    } else {
      send(request, SCRIPT, script);
    }
  }

  /// The path of this very version.
  String pinnedPath() {
    return "/ty." + version + ".js";
  }

  void pinned(HttpServerRequest request) {
    request.response().putHeader("Cache-Control", "public, max-age=31536000, immutable");
    send(request, SCRIPT, script);
  }

  /// `/ty.d.ts`
  void types(HttpServerRequest request) {
    request.response().putHeader("Cache-Control", "public, max-age=600");
    send(request, "text/plain; charset=utf-8", types);
  }

  /// `/ty.json`: what to write into a page that pins the script.
  void pin(HttpServerRequest request) {
    allowAll(request);
    EventRoutes.json(
        request,
        200,
        new JsonObject()
            .put("version", version)
            .put("path", pinnedPath())
            .put("integrity", integrity));
  }

  /// Scripts with an integrity hash are fetched with CORS; there is nothing secret in this one.
  private static void allowAll(HttpServerRequest request) {
    request.response().putHeader("Access-Control-Allow-Origin", "*");
  }

  private static void send(HttpServerRequest request, String type, Buffer content) {
    allowAll(request);
    var response =
        request
            .response()
            .putHeader("Content-Type", type)
            .putHeader("X-Content-Type-Options", "nosniff")
            .putHeader("Cross-Origin-Resource-Policy", "cross-origin");
    response.end(content);
  }

  private static byte[] digest(String algorithm, Buffer content) {
    try {
      return MessageDigest.getInstance(algorithm).digest(content.getBytes());
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every JDK has " + algorithm, missing);
    }
  }

  private static Buffer resource(String name) {
    try (var stream = SdkRoutes.class.getClassLoader().getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("missing from the distribution: " + name);
      }
      return Buffer.buffer(stream.readAllBytes());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
