package dev.tagyard.proxy.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.proxy.preview.Filter;
import dev.tagyard.proxy.preview.Previews;
import dev.tagyard.proxy.source.PreviewKey;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// `GET /api/preview?key=WORD&FIELD=VALUE`: a stream of what becomes, as it happens, of events that
/// come with the key, and of those whose fields have the values. Without a word one is made.
public final class PreviewApi {
  private static final String KEY = "key";
  private static final int KEY_BYTES = 12;
  private static final long ALIVE_MILLIS = 15_000;

  private final Previews previews;
  private final RandomGenerator chance;

  public PreviewApi(Previews previews, RandomGenerator chance) {
    this.previews = previews;
    this.chance = chance;
  }

  void addTo(Router router) {
    router.get("/api/preview").handler(this::open);
  }

  private void open(RoutingContext context) {
    Map<String, String> fields = new HashMap<>();
    context.queryParams().forEach(each -> fields.put(each.getKey(), each.getValue()));
    var key = Optional.ofNullable(fields.remove(KEY)).orElseGet(this::made);
    if (!PreviewKey.isOne(key)) {
      Answers.error(context.request(), 400, "key must be 4 to 64 letters, digits, _ and -");
      return;
    }
    try {
      open(context, key, new Filter(fields));
    } catch (IllegalArgumentException wrong) {
      Answers.error(context.request(), 400, String.valueOf(wrong.getMessage()));
    }
  }

  private void open(RoutingContext context, String key, Filter filter) {
    var vertx = context.vertx();
    var response = context.response();
    var loop = vertx.getOrCreateContext();
    var session = previews.open(key, filter, seen -> loop.runOnContext(_ -> write(response, seen)));
    if (session.isEmpty()) {
      Answers.error(context.request(), 503, "too many previews are open");
      return;
    }
    response
        .setChunked(true)
        .putHeader("Content-Type", "text/event-stream")
        .putHeader("Cache-Control", "no-store");
    var timer =
        vertx.setPeriodic(
            ALIVE_MILLIS,
            _ -> {
              var _ = response.write(": alive\n\n");
            });
    response.closeHandler(_ -> {
      session.get().run();
      vertx.cancelTimer(timer);
    });
    write(response, JsonNodeFactory.instance.objectNode().put("kind", "open").put(KEY, key));
  }

  private String made() {
    var bytes = new byte[KEY_BYTES];
    chance.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// One who does not keep up misses some: nothing waits for him.
  private static void write(HttpServerResponse response, ObjectNode seen) {
    if (!response.closed() && !response.writeQueueFull()) {
      var _ = response.write("data: " + seen + "\n\n");
    }
  }
}
