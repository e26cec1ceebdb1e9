package dev.tagyard.proxy.http;

import dev.tagyard.proxy.packaged.Packaged;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// The browser SDK: `/ty.js` for those who want the newest, and an address that never changes its
/// content for those who pin it by its integrity hash.
final class SdkRoutes {
  /// As accepted by name, and not by `gzip;q=0`.
  private static final Pattern GZIP =
      Pattern.compile("\\bgzip\\b(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$))");

  private static final String SCRIPT = "text/javascript; charset=utf-8";

  private final Buffer script = resource("sdk/ty.js");
  private final Buffer gzipped = gzip(script);
  private final Buffer banners = resource("sdk/ty-banners.js");
  private final Buffer types = resource("sdk/ty.d.ts");
  private final String version =
      HexFormat.of().formatHex(digest("SHA-256", script)).substring(0, 12);
  private final String integrity =
      "sha384-" + Base64.getEncoder().encodeToString(digest("SHA-384", script));

  /// `/ty.js`
  void newest(HttpServerRequest request) {
    // Weak, since it is the same for both encodings.
    var tag = "W/\"" + version + '"';
    request
        .response()
        .putHeader("ETag", tag)
        .putHeader("Cache-Control", "public, max-age=600, stale-while-revalidate=86400");
    if (tag.equals(request.getHeader("If-None-Match"))) {
      request.response().setStatusCode(304).end();
    } else {
      sendScript(request);
    }
  }

  /// The path of this very version.
  String pinnedPath() {
    return "/ty." + version + ".js";
  }

  void pinned(HttpServerRequest request) {
    request.response().putHeader("Cache-Control", "public, max-age=31536000, immutable");
    sendScript(request);
  }

  /// `/ty-banners.js`: for a few banners more.
  void banners(HttpServerRequest request) {
    request.response().putHeader("Cache-Control", "public, max-age=600");
    send(request, SCRIPT, banners);
  }

  /// `/ty.d.ts`
  void types(HttpServerRequest request) {
    request.response().putHeader("Cache-Control", "public, max-age=600");
    send(request, "text/plain; charset=utf-8", types);
  }

  /// `/ty.json`: what to write into a page that pins the script.
  void pin(HttpServerRequest request) {
    allowAll(request);
    Answers.json(
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

  private void sendScript(HttpServerRequest request) {
    var accepted = request.getHeader("Accept-Encoding");
    request.response().putHeader("Vary", "Accept-Encoding");
    if (accepted != null && GZIP.matcher(accepted).find()) {
      request.response().putHeader("Content-Encoding", "gzip");
      send(request, SCRIPT, gzipped);
    } else {
      send(request, SCRIPT, script);
    }
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

  private static Buffer gzip(Buffer content) {
    var bytes = new ByteArrayOutputStream();
    try (var gzip =
        new GZIPOutputStream(bytes) {
          {
            def.setLevel(Deflater.BEST_COMPRESSION);
          }
        }) {
      gzip.write(content.getBytes());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return Buffer.buffer(bytes.toByteArray());
  }

  private static byte[] digest(String algorithm, Buffer content) {
    try {
      return MessageDigest.getInstance(algorithm).digest(content.getBytes());
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every JDK has " + algorithm, missing);
    }
  }

  private static Buffer resource(String name) {
    return Buffer.buffer(Packaged.bytes(name));
  }
}
