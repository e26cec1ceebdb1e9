package dev.tagyard.proxy.http;

import dev.tagyard.proxy.admin.ConsentProof;
import dev.tagyard.proxy.eventlog.VisitorKey;
import dev.tagyard.proxy.intake.ConsentSummary;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/// What operators ask of consent: how it was decided over time, and the proof for one visitor.
public final class ConsentApi implements ApiRoutes {
  private static final int USUAL_HOURS = 24;

  /// Query parameter → kind of key.
  private static final Map<String, String> KEYS =
      Map.of("visitor_id", "visitor", "user_id", "user", "transaction_id", "transaction");

  private final ConsentSummary summary;
  private final ConsentProof proof;
  private final InstantSource clock;

  public ConsentApi(ConsentSummary summary, ConsentProof proof, InstantSource clock) {
    this.summary = summary;
    this.proof = proof;
    this.clock = clock;
  }

  @Override
  public void addTo(Router router) {
    router.get("/api/consent/summary").handler(this::summary);
    router.get("/api/consent/proof").handler(this::proof);
  }

  private void summary(RoutingContext context) {
    var hours = Optional.ofNullable(context.request().getParam("hours"));
    if (hours.isPresent() && !hours.get().matches("[1-9][0-9]{0,2}")) {
      Answers.error(context.request(), 400, "hours must be a number from 1 to 999");
      return;
    }
    Answers.json(
        context.request(),
        200,
        summary.told(hours.map(Integer::parseInt).orElse(USUAL_HOURS), clock.instant()));
  }

  private void proof(RoutingContext context) {
    var key =
        KEYS.entrySet().stream()
            .flatMap(each ->
                Optional.ofNullable(context.request().getParam(each.getKey())).stream()
                    .filter(id -> !id.isEmpty())
                    .map(id -> new VisitorKey(each.getValue(), id)))
            .findFirst();
    if (key.isEmpty()) {
      Answers.error(context.request(), 400, "name a visitor_id, a user_id or a transaction_id");
      return;
    }
    context
        .vertx()
        .executeBlocking(() -> proof.of(key.get()), false)
        .onSuccess(told -> Answers.json(context.request(), 200, told))
        .onFailure(_ -> Answers.error(context.request(), 503, "the event log cannot be read now"));
  }
}
