package dev.tagyard.proxy.browser;

import io.vertx.core.json.JsonObject;
import java.io.Serial;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One connection to a browser by the Chrome DevTools Protocol. Safe to use from any thread.
/// Source: <https://chromedevtools.github.io/devtools-protocol/>, read 2026-11-22.
final class DevTools implements AutoCloseable {
  /// What an answer that will not come is called, by the moment at which the page goes.
  private static final Set<String> NAVIGATED =
      Set.of(
          "Inspected target navigated or closed",
          "Execution context was destroyed.",
          "Cannot find context with specified id",
          "Promise was collected");

  private static final int PATIENCE_SECONDS = 60;

  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<Integer, CompletableFuture<JsonObject>> waiting = new ConcurrentHashMap<>();
  private final List<Consumer<JsonObject>> listeners = new CopyOnWriteArrayList<>();
  private final AtomicInteger ids = new AtomicInteger();
  private final WebSocket socket;

  DevTools(URI address) {
    socket = client.newWebSocketBuilder().buildAsync(address, new Listener()).join();
  }

  /// Asks the browser itself.
  JsonObject call(String method, JsonObject params) {
    return call(Optional.empty(), method, params);
  }

  /// Asks the page of a session.
  JsonObject call(String session, String method, JsonObject params) {
    return call(Optional.of(session), method, params);
  }

  private JsonObject call(Optional<String> session, String method, JsonObject params) {
    var id = ids.incrementAndGet();
    var answer = new CompletableFuture<JsonObject>();
    waiting.put(id, answer);
    var message = new JsonObject().put("id", id).put("method", method).put("params", params);
    session.ifPresent(value -> message.put("sessionId", value));
    synchronized (this) {
      socket.sendText(message.encode(), true).join();
    }
    var told = answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    if (told.containsKey("error")) {
      var error = told.getJsonObject("error");
      throw NAVIGATED.contains(error.getString("message", ""))
          ? new Navigated(method)
          : new AssertionError(method + ": " + error.encode());
    }
    return told.getJsonObject("result");
  }

  /// The page that was asked made way for another before it had answered.
  static final class Navigated extends AssertionError {
    @Serial private static final long serialVersionUID = 1L;

    private Navigated(String method) {
      super(method + ": the page made way for another");
    }
  }

  /// Calls `listener` for each event of each session, on the connection's thread.
  void onEvent(Consumer<JsonObject> listener) {
    listeners.add(listener);
  }

  private void received(JsonObject message) {
    if (message.containsKey("id")) {
      Optional.ofNullable(waiting.remove(message.getInteger("id")))
          .ifPresent(answer -> answer.complete(message));
    } else {
      listeners.forEach(listener -> listener.accept(message));
    }
  }

  @Override
  public void close() {
    socket.abort();
    client.close();
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        var message = new JsonObject(text.toString());
        text.setLength(0);
        received(message);
      }
      from.request(1);
      return null;
    }
  }
}
