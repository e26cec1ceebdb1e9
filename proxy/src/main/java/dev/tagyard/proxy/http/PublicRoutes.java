package dev.tagyard.proxy.http;

import dev.tagyard.proxy.plan.Configuration;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Which path of the public listener is whose: each also by another name, and under the prefix.
final class PublicRoutes {
  private final Configuration.Public configuration;
  private final Optional<Configuration.Ga4> ga4;
  private final Cors cors;
  private final Router router;

  /// What most requests ask for, found without the router, which knows them too.
  private final Map<Endpoint, Consumer<HttpServerRequest>> exact = new HashMap<>();

  /// What answers as always when somebody asks too often.
  private final Map<Endpoint, Consumer<HttpServerRequest>> tooOften = new HashMap<>();

  private record Endpoint(HttpMethod method, String path) {}

  PublicRoutes(
      Vertx vertx,
      Configuration configuration,
      Cors cors,
      EventRoutes events,
      OptOutRoutes optOut,
      SdkRoutes sdk) {
    this.configuration = configuration.visitors();
    this.ga4 = configuration.sources().ga4();
    this.cors = cors;
    router = Router.router(vertx);
    router.errorHandler(400, context -> Answers.error(context.request(), 400, "not a path"));
    router.errorHandler(404, context -> notThere(context.request()));
    router.errorHandler(405, context -> notSo(context.request()));
    addEvents(events);
    addChoice(optOut);
    addSdk(sdk);
  }

  /// Whether these are the paths that the configuration names.
  boolean areOf(Configuration configuration) {
    var now = configuration.visitors();
    return now.routes().equals(this.configuration.routes())
        && now.prefix().equals(this.configuration.prefix())
        && configuration.sources().ga4().equals(ga4);
  }

  private void addEvents(EventRoutes routes) {
    add(HttpMethod.POST, "/e", routes::event);
    add(HttpMethod.GET, "/px.gif", routes::pixel);
    add(HttpMethod.HEAD, "/px.gif", routes::pixel);
    names("/px.gif")
        .forEach(name -> tooOften.put(new Endpoint(HttpMethod.GET, name), routes::tooManyPixels));
    for (var method : List.of(HttpMethod.GET, HttpMethod.POST)) {
      ga4.ifPresent(_ -> {
        add(method, "/g/collect", routes::ga4);
        names("/g/collect")
            .forEach(name -> tooOften.put(new Endpoint(method, name), routes::tooManyHits));
      });
      ga4.flatMap(Configuration.Ga4::wrapped)
          .ifPresent(path -> {
            add(method, path, routes::wrappedGa4);
            names(path)
                .forEach(name -> tooOften.put(new Endpoint(method, name), routes::tooManyHits));
          });
    }
    // With any other method it is as a path that is not there, too.
    ga4.flatMap(Configuration.Ga4::wrapped)
        .ifPresent(path ->
            names(path)
                .forEach(
                    name -> router.route(name).handler(context -> notThere(context.request()))));
  }

  private void addChoice(OptOutRoutes optOut) {
    for (var method : List.of(HttpMethod.GET, HttpMethod.POST)) {
      add(method, "/optout", optOut::optOut);
      add(method, "/optin", optOut::optIn);
    }
  }

  private void addSdk(SdkRoutes sdk) {
    serve("/ty.js", sdk::newest);
    serve(sdk.pinnedPath(), sdk::pinned);
    serve("/ty-banners.js", sdk::banners);
    serve("/ty.d.ts", sdk::types);
    serve("/ty.json", sdk::pin);
  }

  void handle(HttpServerRequest request) {
    exact.getOrDefault(endpoint(request), router::handle).accept(request);
  }

  private static void notThere(HttpServerRequest request) {
    Answers.error(request, 404, "no such route");
  }

  private void notSo(HttpServerRequest request) {
    var allowed =
        exact.keySet().stream()
            .filter(endpoint -> endpoint.path().equals(request.path()))
            .map(endpoint -> endpoint.method().name())
            .sorted()
            .collect(Collectors.joining(", "));
    request.response().putHeader(HttpHeaders.ALLOW, allowed.isEmpty() ? "GET, HEAD" : allowed);
    Answers.error(request, 405, "not with this method");
  }

  /// How a route that answers whatever happens answers who asks too often; absent for others.
  Optional<Consumer<HttpServerRequest>> tooOften(HttpServerRequest request) {
    var endpoint = endpoint(request);
    return Optional.ofNullable(tooOften.get(endpoint))
        .filter(_ -> !isWrapped(endpoint.path()) || EventRoutes.isWrappedHit(request));
  }

  /// Who asks for the secret path without a hit is answered as for a path that is not there.
  private boolean isWrapped(String path) {
    return ga4.flatMap(Configuration.Ga4::wrapped)
        .filter(wrapped -> names(wrapped).contains(path))
        .isPresent();
  }

  private static Endpoint endpoint(HttpServerRequest request) {
    return new Endpoint(request.method(), String.valueOf(request.path()));
  }

  private void add(HttpMethod method, String path, Consumer<HttpServerRequest> handler) {
    var secret = isWrapped(path);
    Consumer<HttpServerRequest> allowed =
        request -> {
          if (!secret || EventRoutes.isWrappedHit(request)) {
            cors.allow(request);
          }
          handler.accept(request);
        };
    for (var name : names(path)) {
      exact.put(new Endpoint(method, name), allowed);
      router.route(method, name).handler(context -> allowed.accept(context.request()));
    }
  }

  /// A file: for everybody, so without a look at the origin.
  private void serve(String path, Consumer<HttpServerRequest> handler) {
    for (var name : names(path)) {
      router
          .route(name)
          .method(HttpMethod.GET)
          .method(HttpMethod.HEAD)
          .handler(context -> handler.accept(context.request()));
    }
  }

  /// All paths of a route: as it is and as it was renamed, each also under the prefix.
  private List<String> names(String path) {
    var names = new ArrayList<String>();
    names.add(path);
    var renamed = configuration.routes().get(path);
    if (renamed != null) {
      names.add(path.substring(0, path.lastIndexOf('/') + 1) + renamed);
    }
    configuration
        .prefix()
        .ifPresent(prefix -> List.copyOf(names).forEach(name -> names.add(prefix + name)));
    return names;
  }
}
