package dev.tagyard.proxy.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.proxy.admin.Counts;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.function.Supplier;

/// `GET /api/counts`: what was sent and accepted, day by day; `GET /api/destinations`: how each
/// stands now.
public final class CountsApi implements ApiRoutes {
  private final Counts counts;
  private final Supplier<ObjectNode> destinations;

  public CountsApi(Counts counts, Supplier<ObjectNode> destinations) {
    this.counts = counts;
    this.destinations = destinations;
  }

  @Override
  public void addTo(Router router) {
    router.get("/api/counts").handler(this::counts);
    router.get("/api/destinations").handler(this::destinations);
  }

  private void destinations(RoutingContext context) {
    var request = context.request();
    context
        .vertx()
        .executeBlocking(destinations::get, false)
        .onSuccess(told -> Answers.json(request, 200, told))
        .onFailure(_ -> Answers.error(request, 503, "the event log cannot be read now"));
  }

  private void counts(RoutingContext context) {
    var asked = new HashMap<String, String>();
    context.queryParams().forEach(each -> asked.put(each.getKey(), each.getValue()));
    var request = context.request();
    context
        .vertx()
        .executeBlocking(() -> counts.of(asked), false)
        .onSuccess(told -> Answers.json(request, 200, told))
        .onFailure(failure -> {
          if (failure instanceof IllegalArgumentException wrong) {
            Answers.error(request, 400, String.valueOf(wrong.getMessage()));
          } else {
            Answers.error(request, 503, "the event log cannot be read now");
          }
        });
  }
}
