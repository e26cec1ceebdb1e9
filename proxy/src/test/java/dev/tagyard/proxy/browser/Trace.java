package dev.tagyard.proxy.browser;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// What the browser notes of its own work: when it read, painted and ran what.
final class Trace {
  private final List<JsonObject> events = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> complete = new CompletableFuture<>();
  private final DevTools devTools;

  private Trace(DevTools devTools) {
    this.devTools = devTools;
  }

  static Trace start(DevTools devTools) {
    var trace = new Trace(devTools);
    devTools.onEvent(trace::take);
    devTools.call(
        "Tracing.start",
        new JsonObject()
            .put("transferMode", "ReportEvents")
            .put("categories", "-*,devtools.timeline,loading"));
    return trace;
  }

  private void take(JsonObject message) {
    switch (message.getString("method")) {
      case "Tracing.dataCollected" ->
          message.getJsonObject("params").getJsonArray("value").stream()
              .map(JsonObject.class::cast)
              .forEach(events::add);
      case "Tracing.tracingComplete" -> complete.complete(null);
      default -> {}
    }
  }

  /// @param file for the browser's own tools, which draw it
  void stop(Path file) throws IOException {
    devTools.call("Tracing.end", new JsonObject());
    complete.orTimeout(60, TimeUnit.SECONDS).join();
    Files.createDirectories(file.getParent());
    Files.writeString(file, new JsonArray(events).encode());
  }

  /// When something first began, in the browser's microseconds.
  long first(String name, Predicate<JsonObject> which) {
    return events.stream()
        .filter(event -> name.equals(event.getString("name")) && which.test(event))
        .mapToLong(event -> event.getLong("ts"))
        .min()
        .orElseThrow(() -> new AssertionError(name + " is not in the trace"));
  }

  /// How long it took in all, in microseconds.
  long duration(String name, Predicate<JsonObject> which) {
    return events.stream()
        .filter(event -> name.equals(event.getString("name")) && which.test(event))
        .mapToLong(event -> event.getLong("dur", 0L))
        .sum();
  }
}
