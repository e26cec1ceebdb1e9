package dev.tagyard.proxy.http;

import dev.tagyard.proxy.plan.Configuration;
import dev.tagyard.proxy.plan.Plan;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The listener that faces visitors. Several event loops share its port, one instance each.
final class PublicListener extends VerticleBase {
  private static final int LONGEST_LINE = 65_536;
  private static final int LONGEST_HEADERS = 65_536;
  private static final int IDLE_SECONDS = 75;
  private static final long SWEEP_MILLIS = 500;
  private static final Buffer TOO_MANY =
      Buffer.buffer("{\"error\":\"too many requests from this address\"}");

  private final Supplier<Plan> plan;
  private final Function<Executor, EventRoutes> routesOfLoop;
  private final OptOutRoutes optOut;
  private final SdkRoutes sdk = new SdkRoutes();
  private final Cors cors;
  private final Guard guard;

  /// Requests, and connections that have not said anything.
  private final Deadlines arriving;

  /// Connections between two requests.
  private final Deadlines resting;

  private final List<HttpServer> servers;

  /// By which plan they are: a reload may rename paths, or add some.
  private @Nullable Plan routesOf;

  private @Nullable PublicRoutes routes;

  /// @param routesOfLoop given what runs a task on the event loop, after what it is at
  /// @param servers collects the servers of all instances
  PublicListener(
      Function<Executor, EventRoutes> routesOfLoop,
      OptOutRoutes optOut,
      Supplier<Plan> plan,
      Guard guard,
      CopyOnWriteArrayList<HttpServer> servers) {
    this.plan = plan;
    this.routesOfLoop = routesOfLoop;
    this.optOut = optOut;
    this.cors = new Cors(() -> plan.get().configuration().visitors().corsOrigins());
    this.guard = guard;
    this.arriving = new Deadlines(guard::requestMillis);
    this.resting = new Deadlines(() -> IDLE_SECONDS * 1_000L + guard.requestMillis());
    this.servers = servers;
  }

  @Override
  public Future<?> start() {
    var configuration = plan.get().configuration().visitors();
    var options =
        new HttpServerOptions()
            .setHost(configuration.listen().host())
            .setPort(configuration.listen().port())
            .setMaxInitialLineLength(LONGEST_LINE)
            .setMaxHeaderSize(LONGEST_HEADERS)
            // Of reading alone: what is written is short, and watching it costs with each answer.
            .setReadIdleTimeout(IDLE_SECONDS)
            .setTcpNoDelay(true)
            .setHttp2ClearTextEnabled(false)
            .setPerFrameWebSocketCompressionSupported(false)
            .setPerMessageWebSocketCompressionSupported(false)
            .setHandle100ContinueAutomatically(true);
    configuration.tls().ifPresent(tls -> options.setSsl(true).setKeyCertOptions(pem(tls)));
    var loop = context;
    var events = routesOfLoop.apply(task -> loop.runOnContext(_ -> task.run()));
    var server =
        vertx
            .createHttpServer(options)
            .connectionHandler(this::opened)
            .invalidRequestHandler(this::unreadable)
            .requestHandler(request -> arrived(request, routes(events)));
    vertx.setPeriodic(SWEEP_MILLIS, _ -> sweep());
    return server.listen().onSuccess(servers::add);
  }

  // The plan itself, not an equal one.
  @SuppressWarnings("ReferenceEquality")
  private PublicRoutes routes(EventRoutes events) {
    var now = plan.get();
    var known = routes;
    if (known == null || now != routesOf) {
      if (known == null || !known.areOf(now.configuration())) {
        known = new PublicRoutes(vertx, now.configuration(), cors, events, optOut, sdk);
        routes = known;
      }
      routesOf = now;
    }
    return known;
  }

  /// Counts first: who sees that it was ended finds it counted.
  private void sweep() {
    var overdue = arriving.overdue(millis());
    overdue.addAll(resting.overdue(millis()));
    if (!overdue.isEmpty()) {
      guard.refused("slow", overdue.size());
      overdue.forEach(HttpConnection::close);
    }
  }

  static PemKeyCertOptions pem(Configuration.Tls files) {
    return new PemKeyCertOptions()
        .setCertPath(files.certificate().toString())
        .setKeyPath(files.key().toString());
  }

  private void opened(HttpConnection connection) {
    var network = guard.countedAs(connection.remoteAddress());
    if (!guard.opened(network)) {
      connection.close();
      return;
    }
    // A sender that goes away amid a request is nothing to tell of.
    connection.exceptionHandler(_ -> {});
    arriving.begin(connection, connection, millis());
    connection.closeHandler(_ -> {
      arriving.end(connection);
      resting.end(connection);
      guard.closed(network);
    });
  }

  private void arrived(HttpServerRequest request, PublicRoutes routes) {
    var connection = request.connection();
    arriving.end(connection);
    resting.end(connection);
    arriving.begin(request, connection, millis());
    request.response().endHandler(_ -> answered(request));
    request.response().closeHandler(_ -> arriving.end(request));
    if (!guard.admits(request)) {
      refuse(request, routes);
    } else if (request.method().equals(HttpMethod.OPTIONS)) {
      // As a route for all paths it would make every unknown path one that has another method.
      cors.preflight(request);
    } else {
      routes.handle(request);
    }
  }

  /// An answer may be out before the request is all in: what is left of it has no more time than
  /// any other.
  private void answered(HttpServerRequest request) {
    if (request.isEnded()) {
      over(request);
    } else {
      request.end().onComplete(_ -> over(request));
    }
  }

  private void over(HttpServerRequest request) {
    arriving.end(request);
    resting.begin(request.connection(), request.connection(), millis());
  }

  /// Decided by the head alone. A body worth mention is not read, but the connection ended.
  private void refuse(HttpServerRequest request, PublicRoutes routes) {
    cors.allow(request);
    var always = routes.tooOften(request);
    if (always.isPresent() && !isLong(request)) {
      always.get().accept(request);
      return;
    }
    var response = request.response().setStatusCode(429).putHeader("Retry-After", "1");
    response.putHeader("Content-Type", "application/json").putHeader("Cache-Control", "no-store");
    if (isLong(request)) {
      response
          .putHeader("Connection", "close")
          .end(TOO_MANY)
          .onComplete(_ -> request.connection().close());
    } else {
      response.end(TOO_MANY);
    }
  }

  private static boolean isLong(HttpServerRequest request) {
    var length = request.getHeader("Content-Length");
    // Longer than five digits is longer than is worth reading.
    return request.headers().contains("Transfer-Encoding")
        || (length != null && length.length() > 5);
  }

  /// What is not HTTP, or more of it than is read.
  private void unreadable(HttpServerRequest request) {
    guard.refused("malformed", 1);
    var cause = request.decoderResult().cause();
    if (cause instanceof TooLongHttpLineException) {
      Answers.error(request, 414, "the request line is longer than " + LONGEST_LINE);
    } else if (cause instanceof TooLongHttpHeaderException) {
      Answers.error(request, 431, "the headers are longer than " + LONGEST_HEADERS);
    } else {
      Answers.error(request, 400, "not an HTTP request");
    }
    request.connection().close();
  }

  private static long millis() {
    return System.nanoTime() / 1_000_000;
  }
}
