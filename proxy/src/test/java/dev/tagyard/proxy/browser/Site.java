package dev.tagyard.proxy.browser;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/// The shop's own server, by TLS: the pages of `src/test/resources/sdk`, with the stub and the
/// proxy's address in them. Its copy of `ty.js` can be held back.
final class Site implements AutoCloseable {
  /// The browser finds it and its subdomains on this machine.
  static final String DOMAIN = "shop.example";

  private static final Path PAGES = Path.of("src/test/resources/sdk");
  private static final Path SDK = Path.of("src/main/resources/sdk");
  private static final String PLACE = "https://t.example.com";

  private final HttpsServer server;
  private final Map<String, String> added = new ConcurrentHashMap<>();
  private final CountDownLatch script = new CountDownLatch(1);
  private volatile String proxy = "";
  private volatile boolean slowScript;

  private Site(HttpsServer server) {
    this.server = server;
  }

  static Site start(Certificate certificate) throws Exception {
    var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    var site = new Site(server);
    server.createContext("/", site::answer);
    server.start();
    return site;
  }

  String origin() {
    return "https://www." + DOMAIN + ":" + server.getAddress().getPort();
  }

  /// Where its pages find the proxy.
  void sendTo(String address) {
    proxy = address;
  }

  /// One more page.
  void add(String name, String content) {
    added.put(name, content);
  }

  /// From now on pages take `ty.js` from this server, which keeps it until [#releaseScript].
  void holdScript() {
    slowScript = true;
  }

  void releaseScript() {
    script.countDown();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var name = URI.create(exchange.getRequestURI().getPath()).getPath().substring(1);
      if (name.equals("ty.js")) {
        waitForScript();
        send(exchange, "text/javascript", Files.readString(SDK.resolve(name)));
      } else if (added.containsKey(name) || Files.exists(PAGES.resolve(name))) {
        var type = name.endsWith(".js") ? "text/javascript" : "text/html; charset=utf-8";
        send(exchange, type, page(name));
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  private void waitForScript() throws IOException {
    try {
      script.await();
    } catch (InterruptedException closed) {
      throw new IOException(closed);
    }
  }

  private String page(String name) throws IOException {
    var page = added.get(name);
    var text =
        (page == null ? Files.readString(PAGES.resolve(name)) : page)
            .replace("<!-- ty -->", Files.readString(SDK.resolve("stub.html")));
    return slowScript
        ? text.replace(
            "src=\"" + PLACE + "/ty.js\"",
            "src=\"" + origin() + "/ty.js\" data-endpoint=\"" + proxy + "/e\"")
        : text.replace(PLACE, proxy);
  }

  private static void send(HttpExchange exchange, String type, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    releaseScript();
    server.stop(0);
  }
}
