package dev.tagyard.proxy.demo;

import dev.tagyard.proxy.standin.StandIn;
import dev.tagyard.proxy.standin.StandInRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The shop's own web server. Its pages post to the proxy from another origin, as in real life.
public final class Shop {
  private static final String JSON = "application/json";

  private final HttpServer server;
  private final Map<String, StandIn> vendors;
  private final Function<String, Future<String>> explain;
  private volatile ShopPages pages = new ShopPages("");

  /// @param vendors by the name to show
  /// @param explain an event id to its story as JSON
  public Shop(Vertx vertx, Map<String, StandIn> vendors, Function<String, Future<String>> explain) {
    this.server = vertx.createHttpServer();
    this.vendors = vendors;
    this.explain = explain;
  }

  public Future<Integer> listen(int port) {
    return server
        .requestHandler(this::answer)
        .listen(port, "127.0.0.1")
        .map(HttpServer::actualPort);
  }

  /// Where the shop's pages are to send events.
  public void sendTo(String address) {
    pages = new ShopPages(address);
  }

  private void answer(HttpServerRequest request) {
    var path = request.path() == null ? "/" : request.path();
    var page = pages.find(path);
    if (page.isPresent()) {
      send(request, page.get().type(), page.get().content());
    } else if (path.equals("/received.json")) {
      send(request, JSON, received().encode());
    } else if (path.startsWith("/explain/")) {
      explain
          .apply(path.substring("/explain/".length()))
          .onSuccess(told -> send(request, JSON, told))
          .onFailure(failure -> request.response().setStatusCode(404).end());
    } else {
      request.response().setStatusCode(404).end();
    }
  }

  private static void send(HttpServerRequest request, String type, String body) {
    request
        .response()
        .putHeader("Content-Type", type)
        .putHeader("Cache-Control", "no-store")
        .end(body);
  }

  private JsonObject received() {
    var received = new JsonObject();
    vendors.forEach((name, vendor) -> received.put(name, requests(vendor)));
    return received;
  }

  /// The newest twenty, the newest first.
  private static JsonArray requests(StandIn vendor) {
    var all = vendor.requests();
    var shown = new JsonArray();
    List<StandInRequest> newest = all.subList(Math.max(0, all.size() - 20), all.size());
    newest
        .reversed()
        .forEach(request -> {
          var events = new JsonArray();
          request
              .events()
              .forEach(e -> events.add(new JsonObject().put("name", e.name()).put("id", e.id())));
          shown.add(
              new JsonObject()
                  .put("at", request.at().toString())
                  .put("request", request.method() + " " + request.path())
                  .put("query", request.query())
                  .put("body", request.body())
                  .put("status", request.status())
                  .put("violations", new JsonArray(request.violations()))
                  .put("events", events));
        });
    return shown;
  }

  public Future<?> close() {
    return server.close();
  }
}
