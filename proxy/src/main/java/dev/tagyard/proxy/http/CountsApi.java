package dev.tagyard.proxy.http;

import dev.tagyard.proxy.admin.Counts;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;

/// `GET /api/counts`: what was sent and accepted, day by day.
public final class CountsApi implements ApiRoutes {
  private final Counts counts;

  public CountsApi(Counts counts) {
    this.counts = counts;
  }

  @Override
  public void addTo(Router router) {
    router.get("/api/counts").handler(this::counts);
  }

  private void counts(RoutingContext context) {
    var asked = new HashMap<String, String>();
    context.queryParams().forEach(each -> asked.put(each.getKey(), each.getValue()));
    var request = context.request();
    context
        .vertx()
        .executeBlocking(() -> counts.of(asked), false)
        .onSuccess(told ->
            request
                .response()
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store")
                .end(Buffer.buffer(told.toString())))
        .onFailure(failure -> {
          if (failure instanceof IllegalArgumentException wrong) {
            EventRoutes.error(request, 400, String.valueOf(wrong.getMessage()));
          } else {
            EventRoutes.error(request, 503, "the event log cannot be read now");
          }
        });
  }
}
