package dev.tagyard.proxy.standin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// One vendor's server on the loopback address. Safe to ask from any thread.
public final class StandIn {
  /// Older requests are forgotten, so that a long run keeps memory flat.
  private static final int MOST_KEPT = 20_000;

  private final Vendor vendor;
  private final Vertx vertx;
  private final InstantSource clock;
  private final HttpServer server;
  private final List<Consumer<StandInRequest>> listeners = new CopyOnWriteArrayList<>();
  private final Deque<StandInRequest> requests = new ArrayDeque<>();
  private final Deque<Misbehaviour> script = new ArrayDeque<>();

  StandIn(Vertx vertx, InstantSource clock, Vendor vendor) {
    this.vendor = vendor;
    this.vertx = vertx;
    this.clock = clock;
    this.server =
        vertx.createHttpServer(
            new HttpServerOptions().setHost("127.0.0.1").setDecompressionSupported(true));
  }

  /// @param port 0 for any free one
  Future<StandIn> listen(int port) {
    return server.requestHandler(this::receive).listen(port).map(this);
  }

  Future<?> close() {
    return server.close();
  }

  /// For a destination's `endpoint`.
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  /// What arrived since the start or the last [#clear], the oldest first.
  public synchronized List<StandInRequest> requests() {
    return List.copyOf(requests);
  }

  public synchronized void clear() {
    requests.clear();
    script.clear();
  }

  /// The next requests are treated so; what was scripted before comes first.
  public synchronized void script(int times, Misbehaviour misbehaviour) {
    for (var i = 0; i < times; i++) {
      script.add(misbehaviour);
    }
  }

  /// Called for each request after it is kept, before it is answered, on the server's event loop.
  public void onRequest(Consumer<StandInRequest> listener) {
    listeners.add(listener);
  }

  private void receive(HttpServerRequest http) {
    http.body().onSuccess(body -> answer(http, body));
  }

  private void answer(HttpServerRequest http, Buffer body) {
    var headers = new TreeMap<String, String>();
    http.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
    var incoming =
        new Vendor.Incoming(
            http.method().name(),
            Optional.ofNullable(http.path()).orElse(""),
            Optional.ofNullable(http.query()).orElse(""),
            headers,
            body.toString(),
            clock.instant());
    var verdict = vendor.judge(incoming);
    switch (next()) {
      case Misbehaviour.Late(var delay) -> {
        keep(incoming, verdict, verdict.status(), good(verdict));
        later(delay, () -> respond(http, verdict));
      }
      case Misbehaviour.Answer(var status, var more, var text) -> {
        keep(incoming, verdict, status, false);
        respond(http, status, more, text);
      }
      case Misbehaviour.Reset(var taken) -> {
        keep(incoming, verdict, 0, taken && good(verdict));
        http.connection().close();
      }
      case Misbehaviour.Hang(var taken) -> keep(incoming, verdict, 0, taken && good(verdict));
    }
  }

  private synchronized Misbehaviour next() {
    return script.isEmpty() ? new Misbehaviour.Late(Duration.ZERO) : script.removeFirst();
  }

  private void later(Duration delay, Runnable respond) {
    if (delay.isZero()) {
      respond.run();
    } else {
      vertx.setTimer(Math.max(1, delay.toMillis()), timer -> respond.run());
    }
  }

  private void keep(Vendor.Incoming in, Vendor.Verdict verdict, int status, boolean taken) {
    var request =
        new StandInRequest(
            vendor.name(),
            in.method(),
            in.path(),
            in.query(),
            in.headers(),
            in.body(),
            in.at(),
            verdict.violations(),
            verdict.events(),
            status,
            taken);
    synchronized (this) {
      if (requests.size() == MOST_KEPT) {
        requests.removeFirst();
      }
      requests.addLast(request);
    }
    listeners.forEach(listener -> listener.accept(request));
  }

  private static boolean good(Vendor.Verdict verdict) {
    return verdict.status() < 300;
  }

  private static void respond(HttpServerRequest http, Vendor.Verdict verdict) {
    var headers =
        verdict.contentType().isEmpty()
            ? Map.<String, String>of()
            : Map.of("Content-Type", verdict.contentType());
    respond(http, verdict.status(), headers, verdict.body());
  }

  private static void respond(
      HttpServerRequest http, int status, Map<String, String> headers, String body) {
    var response = http.response().setStatusCode(status);
    headers.forEach(response::putHeader);
    response.end(body);
  }
}
