package dev.tagyard.proxy.http;

import dev.tagyard.proxy.plan.Configuration;
import dev.tagyard.proxy.plan.Plan;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The listener that faces visitors. Several event loops share its port, one instance each.
final class PublicListener extends VerticleBase {
  private static final int LONGEST_LINE = 65_536;
  private static final int LONGEST_HEADERS = 65_536;
  private static final int IDLE_SECONDS = 75;

  private final Configuration.Public configuration;
  private final EventRoutes routes;
  private final Cors cors;
  private final List<HttpServer> servers;

  /// @param servers collects the servers of all instances
  PublicListener(
      Configuration.Public configuration,
      EventRoutes routes,
      Supplier<Plan> plan,
      CopyOnWriteArrayList<HttpServer> servers) {
    this.configuration = configuration;
    this.routes = routes;
    this.cors =
        new Cors(() -> Set.copyOf(plan.get().configuration().visitors().corsOrigins()));
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
            .setHandle100ContinueAutomatically(true);
    configuration.tls().ifPresent(tls -> options.setSsl(true).setKeyCertOptions(pem(tls)));
    var server = vertx.createHttpServer(options).requestHandler(router());
    return server.listen().onSuccess(servers::add);
  }

  static PemKeyCertOptions pem(Configuration.Tls files) {
    return new PemKeyCertOptions()
        .setCertPath(files.certificate().toString())
        .setKeyPath(files.key().toString());
  }

  private Router router() {
    var router = Router.router(vertx);
    add(router, HttpMethod.POST, "/e", routes::event);
    add(router, HttpMethod.GET, "/px.gif", routes::pixel);
    add(router, HttpMethod.HEAD, "/px.gif", routes::pixel);
    router.route().method(HttpMethod.OPTIONS).handler(context -> cors.preflight(context.request()));
    router.errorHandler(404, context -> EventRoutes.error(context.request(), 404, "no such route"));
    router.errorHandler(
        405, context -> EventRoutes.error(context.request(), 405, "not with this method"));
    return router;
  }

  private void add(
      Router router, HttpMethod method, String path, Consumer<HttpServerRequest> handler) {
    for (var prefix : prefixes()) {
      router
          .route(method, prefix + path)
          .handler(
              context -> {
                cors.allow(context.request());
                handler.accept(context.request());
              });
    }
  }

  private List<String> prefixes() {
    return configuration.prefix().map(prefix -> List.of("", prefix)).orElse(List.of(""));
  }
}
