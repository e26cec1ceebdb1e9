package dev.tagyard.proxy.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.proxy.admin.Explainer;
import dev.tagyard.proxy.admin.Health;
import dev.tagyard.proxy.admin.LogMetrics;
import dev.tagyard.proxy.plan.HostPort;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/// The operators' listener: metrics, health and the page open, the API with a bearer token.
final class AdminListener extends VerticleBase {
  private final HostPort listen;
  private final Supplier<String> token;
  private final PrometheusMeterRegistry registry;
  private final LogMetrics logMetrics;
  private final Health health;
  private final Explainer explainer;
  private final List<ApiRoutes> apis;
  private final List<HttpServer> servers;

  AdminListener(
      HostPort listen,
      Supplier<String> token,
      PrometheusMeterRegistry registry,
      LogMetrics logMetrics,
      Health health,
      Explainer explainer,
      List<ApiRoutes> apis,
      CopyOnWriteArrayList<HttpServer> servers) {
    this.listen = listen;
    this.token = token;
    this.registry = registry;
    this.logMetrics = logMetrics;
    this.health = health;
    this.explainer = explainer;
    this.apis = apis;
    this.servers = servers;
  }

  @Override
  public Future<?> start() {
    var router = Router.router(vertx);
    router.get("/metrics").handler(context -> metrics(context.request()));
    router.get("/health/live").handler(context -> Answers.json(context.request(), 200, up()));
    router.get("/health/ready").handler(context -> ready(context.request()));
    Dashboard.addTo(router);
    router.route("/api/*").handler(this::authorize);
    router.get("/api/events/:id").handler(this::event);
    apis.forEach(api -> api.addTo(router));
    router.errorHandler(404, context -> Answers.error(context.request(), 404, "no such route"));
    // In a large answer to a connection that has just changed to HTTP/2 bytes go astray at times.
    var options = new HttpServerOptions().setHttp2ClearTextEnabled(false);
    return vertx
        .createHttpServer(options)
        .requestHandler(router)
        .listen(listen.port(), listen.host())
        .onSuccess(servers::add);
  }

  private void metrics(HttpServerRequest request) {
    offLoop(
            () -> {
              logMetrics.refresh();
              return registry.scrape();
            })
        .onSuccess(text ->
            request
                .response()
                .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                .end(text))
        .onFailure(failure -> Answers.error(request, 503, "metrics cannot be read now"));
  }

  private void ready(HttpServerRequest request) {
    var trouble = health.trouble();
    Answers.json(
        request,
        trouble.isEmpty() ? 200 : 503,
        trouble
            .map(why -> new JsonObject().put("status", "not ready").put("reason", why))
            .orElseGet(AdminListener::up));
  }

  private static JsonObject up() {
    return new JsonObject().put("status", "up");
  }

  private void authorize(RoutingContext context) {
    var authorization = context.request().getHeader("Authorization");
    if (authorization != null && ApiKeys.accept(authorization, List.of(token.get()))) {
      context.next();
    } else {
      context.response().putHeader("WWW-Authenticate", "Bearer");
      Answers.error(context.request(), 401, "the API wants the admin token as Bearer token");
    }
  }

  private void event(RoutingContext context) {
    var id = Optional.ofNullable(context.pathParam("id")).orElse("");
    offLoop(() -> explainer.explain(id))
        .onSuccess(told -> answer(context.request(), told))
        .onFailure(
            failure -> Answers.error(context.request(), 503, "the event log cannot be read now"));
  }

  private static void answer(HttpServerRequest request, Optional<ObjectNode> told) {
    if (told.isEmpty()) {
      Answers.error(request, 404, "nothing is known of this event");
    } else {
      Answers.json(request, 200, told.get());
    }
  }

  /// Runs blocking work on a virtual thread and comes back to the event loop.
  private <T> Future<T> offLoop(Callable<T> work) {
    var promise = Promise.<T>promise();
    var context = vertx.getOrCreateContext();
    Thread.startVirtualThread(() -> {
      try {
        var result = work.call();
        context.runOnContext(_ -> promise.complete(result));
      } catch (Exception failure) {
        context.runOnContext(_ -> promise.fail(failure));
      }
    });
    return promise.future();
  }
}
