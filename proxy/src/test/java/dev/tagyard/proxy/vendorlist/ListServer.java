package dev.tagyard.proxy.vendorlist;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;

/// Stands in for the host of the vendor list: answers by script, and remembers what was asked.
final class ListServer implements AutoCloseable {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private final Deque<Answer> script = new ArrayDeque<>();
  private final List<String> etagsAskedFor = new ArrayList<>();

  record Answer(int status, Map<String, String> headers, String body) {}

  /// A header of an answer that begins, drips, and does not end.
  static final String DRIPS = "X-Drips";

  ListServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/vendor-list.json");
  }

  synchronized ListServer then(int status, Map<String, String> headers, String body) {
    script.add(new Answer(status, headers, body));
    return this;
  }

  synchronized ListServer thenZipped(String etag, String body) {
    script.add(new Answer(200, Map.of("ETag", etag, "Content-Encoding", "gzip"), body));
    return this;
  }

  /// One for each request so far; empty where it named none.
  synchronized List<String> etagsAskedFor() {
    return List.copyOf(etagsAskedFor);
  }

  private synchronized Answer next(HttpExchange exchange) {
    var etags = exchange.getRequestHeaders().getOrDefault("If-None-Match", List.of(""));
    etagsAskedFor.add(etags.getFirst());
    return script.isEmpty() ? new Answer(500, Map.of(), "") : script.removeFirst();
  }

  private void answer(HttpExchange exchange) throws IOException {
    var answer = next(exchange);
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    var body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : 0);
    try (var out =
        answer.headers().containsKey("Content-Encoding")
            ? new GZIPOutputStream(exchange.getResponseBody())
            : exchange.getResponseBody()) {
      out.write(body);
      while (answer.headers().containsKey(DRIPS)) {
        out.write(' ');
        out.flush();
        LockSupport.parkNanos(50_000_000);
      }
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
