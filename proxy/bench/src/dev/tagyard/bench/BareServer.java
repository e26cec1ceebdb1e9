package dev.tagyard.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;

/// The measure: the same transport and the same JSON parser, and nothing else.
public final class BareServer extends VerticleBase {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Buffer GIF = Buffer.buffer(new byte[43]);

  private final int port;

  private BareServer(int port) {
    this.port = port;
  }

  public static void main(String[] arguments) {
    var port = Integer.parseInt(arguments[0]);
    var vertx = Vertx.builder().with(new VertxOptions().setPreferNativeTransport(true)).build();
    vertx
        .deployVerticle(
            () -> new BareServer(port),
            new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors()))
        .await();
  }

  @Override
  public Future<?> start() {
    var options = new HttpServerOptions().setHost("127.0.0.1").setPort(port).setTcpNoDelay(true);
    return vertx.createHttpServer(options).requestHandler(BareServer::handle).listen();
  }

  private static void handle(HttpServerRequest request) {
    if ("/e".equals(request.path())) {
      request.body().onSuccess(body -> accept(request, body));
    } else {
      request.response().putHeader("Content-Type", "image/gif").end(GIF);
    }
  }

  private static void accept(HttpServerRequest request, Buffer body) {
    try {
      var event = JSON.readTree(body.getBytes());
      request.response().setStatusCode(event.isObject() ? 202 : 400).end();
    } catch (IOException malformed) {
      request.response().setStatusCode(400).end();
    }
  }
}
