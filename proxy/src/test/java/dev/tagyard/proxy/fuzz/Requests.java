package dev.tagyard.proxy.fuzz;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/// Requests in bytes: whole ones, to be damaged or filled with damage.
final class Requests {
  /// Where hits come in that are hidden in base64.
  static final String WRAPPED = "/k3x9";

  static final List<String> ROUTES =
      List.of(
          "/e",
          "/px.gif",
          "/g/collect",
          "/mp/collect",
          "/tr",
          "/tr/",
          "/v1/track",
          "/v1/batch",
          "/ty.js",
          "/ty-banners.js",
          pinned(),
          "/ty.d.ts",
          "/ty.json",
          "/c/summer",
          "/l/token",
          "/o/token.gif",
          "/postback/partner",
          "/optout",
          "/optin",
          WRAPPED,
          "/in",
          "/dot.gif",
          "/metrics/in",
          "/metrics/e",
          "/metrics/px.gif",
          "/metrics/g/collect",
          "/");

  /// Few enough that what remembers visitors has met them all by half-time: what grows after that
  /// is a leak.
  static final int VISITORS = 500;

  private static final int KEPT_EVERY = 8;

  private static final String HEAD = "Host: t.example.com\r\nUser-Agent: Mozilla/5.0\r\n";

  /// Behind all others: of two with one name the first counts.
  private static final String COOKIE = cookie(9_999);

  private Requests() {}

  /// A visitor who was here before.
  static String cookie(int visitor) {
    var yesterday = Instant.now().getEpochSecond() - 86_400;
    return "Cookie: _ty=1.%d.AbCdEfGhIjKlMnOpQr%04d\r\n".formatted(yesterday, visitor);
  }

  /// As the server makes it of the script itself.
  private static String pinned() {
    try (var script = Objects.requireNonNull(Requests.class.getResourceAsStream("/sdk/ty.js"))) {
      var hash = MessageDigest.getInstance("SHA-256").digest(script.readAllBytes());
      return "/ty." + HexFormat.of().formatHex(hash).substring(0, 12) + ".js";
    } catch (IOException | NoSuchAlgorithmException failure) {
      throw new IllegalStateException("the script cannot be read", failure);
    }
  }

  static String route(Random random) {
    return ROUTES.get(random.nextInt(ROUTES.size()));
  }

  static String get(String target, String... headers) {
    return "GET " + target + " HTTP/1.1\r\n" + HEAD + String.join("", headers) + COOKIE + "\r\n";
  }

  static byte[] post(String target, byte[] body, String... headers) {
    var head =
        ("POST "
                + target
                + " HTTP/1.1\r\n"
                + HEAD
                + String.join("", headers)
                + COOKIE
                + "Content-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(head.length + body.length).put(head).put(body).array();
  }

  static byte[] post(String target, String body, String... headers) {
    return post(target, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  /// What an event says of consent: few may be kept, so that the time goes into reading them.
  static String consent(Random random) {
    return "\"consent\": {\"categories\": {\"marketing\": %1$b, \"statistics\": %1$b}}"
        .formatted(random.nextInt(KEPT_EVERY) == 0);
  }

  /// A hit as the site's own tag sends it.
  static String hit(Random random) {
    return "/g/collect?v=2&tid=G-TEST123&cid="
        + random.nextInt(VISITORS)
        + ".1763000000&en=page_view&gcs="
        + (random.nextInt(KEPT_EVERY) == 0 ? "G111" : "G100")
        + "&_p=1&_s="
        + random.nextInt(100)
        + "&dl=https%3A%2F%2Fwww.example.com%2F";
  }

  /// A hit in base64, a parameter beside it.
  static String wrapped(Random random) {
    var hit = hit(random).getBytes(StandardCharsets.UTF_8);
    return WRAPPED + "?q=" + Base64.getUrlEncoder().encodeToString(hit) + "&gcs=G111";
  }

  static String pixel(Random random) {
    return "/px.gif?en=page_view&cid="
        + random.nextInt(VISITORS)
        + "&dl=https%3A%2F%2Fwww.example.com%2F&consent.categories.statistics="
        + (random.nextInt(KEPT_EVERY) == 0);
  }
}
