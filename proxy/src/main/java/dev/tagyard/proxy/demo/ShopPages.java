package dev.tagyard.proxy.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The shop's files, with the proxy's address and the parts that all pages share put in.
///
/// @param proxy where pages send their events
record ShopPages(String proxy) {
  private static final Map<String, String> PAGES =
      Map.of(
          "/", "shop.html",
          "/cart", "cart.html",
          "/thanks", "thanks.html",
          "/vendors", "vendors.html");
  private static final Set<String> FILES =
      Set.of(
          "style.css",
          "tcstring.js",
          "banner.js",
          "panel.js",
          "tags.js",
          "fbevents.js",
          "gtag.js",
          "shop.js",
          "onepress.js",
          "vendors.js");

  /// @param type for the header `Content-Type`
  record File(String type, String content) {}

  /// @param path of the request
  Optional<File> find(String path) {
    if (PAGES.containsKey(path)) {
      return Optional.of(new File("text/html; charset=utf-8", page(PAGES.get(path))));
    }
    var name = path.substring(1);
    if (!FILES.contains(name)) {
      return Optional.empty();
    }
    var type = name.endsWith(".css") ? "text/css" : "text/javascript";
    return Optional.of(new File(type + "; charset=utf-8", resource("demo/" + name)));
  }

  private String page(String name) {
    return resource("demo/" + name)
        .replace("%HEAD%", resource("demo/head.html"))
        .replace("%HEADER%", resource("demo/header.html"))
        .replace("%BOOT%", resource("demo/boot.html"))
        .replace("%PANEL%", resource("demo/panel.html"))
        .replace("%TY%", resource("sdk/stub.html").replace("https://t.example.com", proxy))
        .replace("%PROXY%", proxy);
  }

  private static String resource(String name) {
    try (var stream = ShopPages.class.getClassLoader().getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("missing from the distribution: " + name);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
