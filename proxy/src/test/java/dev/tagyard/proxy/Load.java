package dev.tagyard.proxy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/// Visitors that never stop: each sends purchase after purchase, the same one again until it is
/// answered 2xx, wherever the server is now.
final class Load implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final IntSupplier port;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicLong resent = new AtomicLong();
  private final Set<String> accepted = ConcurrentHashMap.newKeySet();
  private final List<Thread> visitors = new ArrayList<>();
  private volatile boolean ending;

  /// @param port of the public listener, now
  Load(int visitors, IntSupplier port) {
    this.port = port;
    for (var i = 0; i < visitors; i++) {
      this.visitors.add(Thread.ofVirtual().start(this::run));
    }
  }

  /// Ids answered 2xx so far. An event's transaction id is its id with `T` before it.
  Set<String> accepted() {
    return accepted;
  }

  /// Requests that ended without a 2xx and were sent again: theirs may have been kept.
  long resent() {
    return resent.get();
  }

  /// Each visitor ends with an answer to its last event.
  void end() throws InterruptedException {
    ending = true;
    for (var visitor : visitors) {
      visitor.join();
    }
  }

  private void run() {
    try {
      while (!ending) {
        var id = "k" + next.incrementAndGet();
        while (!sent(id)) {
          resent.incrementAndGet();
          Thread.sleep(100);
        }
        accepted.add(id);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean sent(String id) throws InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.getAsInt() + "/e"))
            .timeout(PATIENCE)
            .POST(BodyPublishers.ofString(event(id)))
            .build();
    try {
      return client.send(request, BodyHandlers.discarding()).statusCode() == 202;
    } catch (IOException gone) {
      return false;
    }
  }

  private static String event(String id) {
    return """
    {"event_name": "purchase", "event_id": "%s",
     "page": {"url": "https://www.example.com/thanks"},
     "user": {"client_id": "%s.1763000000"},
     "params": {"value": 5, "currency": "EUR", "transaction_id": "T%s"},
     "consent": {"categories": {"marketing": true, "statistics": true}}}\
    """
        .formatted(id, id.substring(1), id);
  }

  @Override
  public void close() {
    ending = true;
    visitors.forEach(Thread::interrupt);
    client.shutdownNow();
    client.close();
  }
}
