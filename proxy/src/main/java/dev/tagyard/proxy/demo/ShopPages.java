package dev.tagyard.proxy.demo;

import dev.tagyard.proxy.packaged.Packaged;
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
    return Optional.of(new File(type + "; charset=utf-8", Packaged.text("demo/" + name)));
  }

  private String page(String name) {
    return Packaged.text("demo/" + name)
        .replace("%HEAD%", Packaged.text("demo/head.html"))
        .replace("%HEADER%", Packaged.text("demo/header.html"))
        .replace("%BOOT%", Packaged.text("demo/boot.html"))
        .replace("%PANEL%", Packaged.text("demo/panel.html"))
        .replace("%TY%", Packaged.text("sdk/stub.html").replace("https://t.example.com", proxy))
        .replace("%PROXY%", proxy);
  }
}
