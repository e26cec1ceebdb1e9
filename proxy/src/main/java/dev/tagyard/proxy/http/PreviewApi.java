package dev.tagyard.proxy.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.proxy.preview.Filter;
import dev.tagyard.proxy.preview.Previews;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;

/// `GET /api/preview?FIELD=VALUE`: a stream of what the rules make of such events, as it happens.
public final class PreviewApi {
  private static final long ALIVE_MILLIS = 15_000;

  private final Previews previews;

  public PreviewApi(Previews previews) {
    this.previews = previews;
  }

  void addTo(Router router) {
    router.get("/api/preview").handler(this::open);
  }

  private void open(RoutingContext context) {
    Map<String, String> fields = new HashMap<>();
    context.queryParams().forEach(each -> fields.put(each.getKey(), each.getValue()));
    Filter filter;
    try {
      filter = new Filter(fields);
    } catch (IllegalArgumentException wrong) {
      Answers.error(context.request(), 400, String.valueOf(wrong.getMessage()));
      return;
    }
    var response = context.response();
    var loop = context.vertx().getOrCreateContext();
    var session = previews.open(filter, seen -> loop.runOnContext(_ -> write(response, seen)));
    if (session.isEmpty()) {
      Answers.error(context.request(), 503, "too many previews are open");
      return;
    }
    response
        .setChunked(true)
        .putHeader("Content-Type", "text/event-stream")
        .putHeader("Cache-Control", "no-store");
    var timer =
        context
            .vertx()
            .setPeriodic(
                ALIVE_MILLIS,
                _ -> {
                  var _ = response.write(": alive\n\n");
                });
    response.closeHandler(_ -> {
      session.get().run();
      context.vertx().cancelTimer(timer);
    });
    var _ = response.write(": open\n\n");
  }

  /// One who does not keep up misses some: nothing waits for him.
  private static void write(HttpServerResponse response, ObjectNode seen) {
    if (!response.closed() && !response.writeQueueFull()) {
      var _ = response.write("data: " + seen + "\n\n");
    }
  }
}
