package dev.tagyard.proxy.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.HexFormat;

/// The transparent 1x1 GIF of 43 bytes, never cached.
final class Gif {
  private static final Buffer BYTES =
      Buffer.buffer(
          HexFormat.of()
              .parseHex(
                  "47494638396101000100800000ffffff00000021f90401000000002c"
                      + "00000000010001000002024401003b"));

  private Gif() {}

  static void send(HttpServerRequest request) {
    var response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response
        .putHeader("Content-Type", "image/gif")
        .putHeader("Cache-Control", "no-store, no-cache, must-revalidate, max-age=0, private")
        .putHeader("Pragma", "no-cache")
        .putHeader("Expires", "0")
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Cross-Origin-Resource-Policy", "cross-origin");
    if (request.method().equals(HttpMethod.HEAD)) {
      // Vert.x counts no body for us here.
      response.putHeader("Content-Length", Integer.toString(BYTES.length())).end();
    } else {
      response.end(BYTES);
    }
  }
}
