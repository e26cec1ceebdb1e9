package dev.tagyard.proxy.http;

import dev.tagyard.proxy.plan.Configuration;
import dev.tagyard.proxy.plan.Plan;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.ext.web.Router;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The listener that faces visitors. Several event loops share its port, one instance each.
final class PublicListener extends VerticleBase {
  private static final int LONGEST_LINE = 65_536;
  private static final int LONGEST_HEADERS = 65_536;
  private static final int IDLE_SECONDS = 75;
  private static final long SWEEP_MILLIS = 500;

  private final Configuration.Public configuration;
  private final EventRoutes routes;
  private final OptOutRoutes optOut;
  private final SdkRoutes sdk = new SdkRoutes();
  private final Cors cors;
  private final Guard guard;
  private final boolean ga4;
  private final Deadlines deadlines;
  private final List<HttpServer> servers;

  /// What most requests ask for, found without the router, which knows them too.
  private final Map<Endpoint, Consumer<HttpServerRequest>> exact = new HashMap<>();

  private record Endpoint(HttpMethod method, String path) {}

  /// @param servers collects the servers of all instances
  PublicListener(
      Configuration.Public configuration,
      EventRoutes routes,
      OptOutRoutes optOut,
      Supplier<Plan> plan,
      Guard guard,
      CopyOnWriteArrayList<HttpServer> servers) {
    this.configuration = configuration;
    this.routes = routes;
    this.optOut = optOut;
    this.cors = new Cors(() -> plan.get().configuration().visitors().corsOrigins());
    this.guard = guard;
    this.ga4 = plan.get().configuration().sources().ga4().isPresent();
    this.deadlines = new Deadlines(guard.requestMillis());
    this.servers = servers;
  }

  @Override
  public Future<?> start() {
    var options =
        new HttpServerOptions()
            .setHost(configuration.listen().host())
            .setPort(configuration.listen().port())
            .setMaxInitialLineLength(LONGEST_LINE)
            .setMaxHeaderSize(LONGEST_HEADERS)
            .setIdleTimeout(IDLE_SECONDS)
            .setTcpNoDelay(true)
            .setPerFrameWebSocketCompressionSupported(false)
            .setPerMessageWebSocketCompressionSupported(false)
            .setHandle100ContinueAutomatically(true);
    configuration.tls().ifPresent(tls -> options.setSsl(true).setKeyCertOptions(pem(tls)));
    var router = router();
    var server =
        vertx
            .createHttpServer(options)
            .connectionHandler(this::opened)
            .requestHandler(request -> arrived(request, router));
    vertx.setPeriodic(
        SWEEP_MILLIS,
        _ -> {
          var ended = deadlines.sweep(millis());
          if (ended > 0) {
            guard.refused("slow", ended);
          }
        });
    return server.listen().onSuccess(servers::add);
  }

  static PemKeyCertOptions pem(Configuration.Tls files) {
    return new PemKeyCertOptions()
        .setCertPath(files.certificate().toString())
        .setKeyPath(files.key().toString());
  }

  private void opened(HttpConnection connection) {
    if (!guard.opened()) {
      connection.close();
      return;
    }
    deadlines.begin(connection, connection, millis());
    connection.closeHandler(_ -> {
      deadlines.end(connection);
      guard.closed();
    });
  }

  private void arrived(HttpServerRequest request, Router router) {
    deadlines.end(request.connection());
    if (!guard.admits(request)) {
      request.response().putHeader("Retry-After", "1");
      EventRoutes.error(request, 429, "too many requests from this address");
      return;
    }
    deadlines.begin(request, request.connection(), millis());
    request.response().endHandler(_ -> deadlines.end(request));
    request.response().closeHandler(_ -> deadlines.end(request));
    if (request.method().equals(HttpMethod.OPTIONS)) {
      // As a route for all paths it would make every unknown path one that has another method.
      cors.preflight(request);
    } else {
      exact
          .getOrDefault(
              new Endpoint(request.method(), String.valueOf(request.path())), router::handle)
          .accept(request);
    }
  }

  private static long millis() {
    return System.nanoTime() / 1_000_000;
  }

  private Router router() {
    var router = Router.router(vertx);
    add(router, HttpMethod.POST, "/e", routes::event);
    add(router, HttpMethod.GET, "/px.gif", routes::pixel);
    add(router, HttpMethod.HEAD, "/px.gif", routes::pixel);
    if (ga4) {
      add(router, HttpMethod.GET, "/g/collect", routes::ga4);
      add(router, HttpMethod.POST, "/g/collect", routes::ga4);
    }
    for (var method : List.of(HttpMethod.GET, HttpMethod.POST)) {
      add(router, method, "/optout", optOut::optOut);
      add(router, method, "/optin", optOut::optIn);
    }
    serve(router, "/ty.js", sdk::newest);
    serve(router, sdk.pinnedPath(), sdk::pinned);
    serve(router, "/ty.d.ts", sdk::types);
    serve(router, "/ty.json", sdk::pin);
    router.errorHandler(404, context -> EventRoutes.error(context.request(), 404, "no such route"));
    router.errorHandler(
        405, context -> EventRoutes.error(context.request(), 405, "not with this method"));
    return router;
  }

  private void add(
      Router router, HttpMethod method, String path, Consumer<HttpServerRequest> handler) {
    Consumer<HttpServerRequest> allowed =
        request -> {
          cors.allow(request);
          handler.accept(request);
        };
    for (var prefix : prefixes()) {
      exact.put(new Endpoint(method, prefix + path), allowed);
      router.route(method, prefix + path).handler(context -> allowed.accept(context.request()));
    }
  }

  /// A file: for everybody, so without a look at the origin.
  private void serve(Router router, String path, Consumer<HttpServerRequest> handler) {
    for (var prefix : prefixes()) {
      router
          .route(prefix + path)
          .method(HttpMethod.GET)
          .method(HttpMethod.HEAD)
          .handler(context -> handler.accept(context.request()));
    }
  }

  private List<String> prefixes() {
    return configuration.prefix().map(prefix -> List.of("", prefix)).orElse(List.of(""));
  }
}
