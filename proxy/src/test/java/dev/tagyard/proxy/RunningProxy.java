package dev.tagyard.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.eventlog.rocksdb.ManualClock;
import dev.tagyard.proxy.eventlog.rocksdb.RocksEventLog;
import dev.tagyard.proxy.plan.PlanReader;
import dev.tagyard.proxy.sender.Backoff;
import dev.tagyard.proxy.standin.StandIn;
import dev.tagyard.proxy.standin.StandIns;
import dev.tagyard.rules.RuleObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/// A whole proxy in a folder of its own, before three stand-ins, on free ports: the contract's
/// configuration, changed as a test wants it.
public final class RunningProxy implements AutoCloseable {
  private static final Backoff SOON = new Backoff(Duration.ofMillis(20), Duration.ofMillis(200));
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final InstantSource clock;
  private final StandIns vendors;
  private final Path file;
  private Optional<Server> server = Optional.empty();

  private RunningProxy(Path folder, InstantSource clock, UnaryOperator<String> change)
      throws IOException {
    this.clock = clock;
    this.vendors = get(StandIns.start(vertx, clock, StandIns.Ports.FREE));
    this.file = folder.resolve("tagyard.yaml");
    Files.writeString(file, change.apply(Contract.onFreePorts(vendors)));
  }

  /// With nothing changed but ports.
  public static RunningProxy start(Path folder) throws Exception {
    return start(folder, yaml -> yaml);
  }

  public static RunningProxy start(Path folder, UnaryOperator<String> change) throws Exception {
    return start(folder, InstantSource.system(), change);
  }

  public static RunningProxy start(Path folder, InstantSource clock, UnaryOperator<String> change)
      throws Exception {
    var proxy = stopped(folder, clock, change);
    try {
      proxy.startServer();
    } catch (Server.Refused | RuntimeException failure) {
      proxy.close();
      throw failure;
    }
    return proxy;
  }

  /// With a configuration that knows the stand-ins' addresses.
  static RunningProxy startWith(Path folder, BiFunction<String, StandIns, String> change)
      throws Exception {
    return startWith(folder, InstantSource.system(), change);
  }

  static RunningProxy startWith(
      Path folder, InstantSource clock, BiFunction<String, StandIns, String> change)
      throws Exception {
    var proxy = stopped(folder, clock, yaml -> yaml);
    try {
      Files.writeString(proxy.file, change.apply(Files.readString(proxy.file), proxy.vendors));
      proxy.startServer();
    } catch (Server.Refused | RuntimeException failure) {
      proxy.close();
      throw failure;
    }
    return proxy;
  }

  /// Goes as time does, and it is noon now: what a test does falls on one day.
  static InstantSource sinceNoon() {
    var now = Instant.now();
    var noon = now.truncatedTo(ChronoUnit.DAYS).plus(Duration.ofHours(12));
    return InstantSource.offset(InstantSource.system(), Duration.between(now, noon));
  }

  /// The stand-ins alone run.
  static RunningProxy stopped(Path folder, InstantSource clock, UnaryOperator<String> change)
      throws IOException {
    return new RunningProxy(folder, clock, change);
  }

  void startServer() throws Server.Refused {
    server =
        Optional.of(
            Server.start(file, new Server.Surroundings(Contract.environment(), clock, SOON)));
  }

  public void stopServer() {
    server.ifPresent(Server::close);
    server = Optional.empty();
  }

  /// What the server kept, while it is stopped.
  public RocksEventLog openLog() throws IOException {
    var plan =
        new PlanReader(file, Contract.environment(), RuleObserver.NONE, InstantSource.system())
            .read(1)
            .plan()
            .orElseThrow();
    plan.rules().close();
    var configuration = plan.configuration();
    return RocksEventLog.open(
        Server.settings(
            () -> configuration, Server.masterKey(configuration, true, new SecureRandom())),
        new SimpleMeterRegistry(),
        clock);
  }

  Server server() {
    return server.orElseThrow();
  }

  Instant now() {
    return clock.instant();
  }

  /// The configuration that runs.
  Path file() {
    return file;
  }

  public Path dataDir() {
    return file.resolveSibling("data");
  }

  public StandIns vendors() {
    return vendors;
  }

  StandIn vendor(String name) {
    return switch (name) {
      case "meta" -> vendors.meta();
      case "ga4" -> vendors.ga4();
      case "partner" -> vendors.partner();
      default -> throw new IllegalArgumentException(name);
    };
  }

  public int publicPort() {
    return server().publicPort();
  }

  public int adminPort() {
    return server().adminPort();
  }

  /// @param path of the public listener
  public HttpRequest.Builder to(String path) {
    return request(server().publicPort(), path);
  }

  /// @param path of the admin listener; sent with the token
  public HttpRequest.Builder toAdmin(String path) {
    return request(server().adminPort(), path)
        .header("Authorization", "Bearer " + Contract.ADMIN_TOKEN);
  }

  private static HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(PATIENCE);
  }

  public HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  public HttpResponse<byte[]> sendForBytes(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  public HttpResponse<String> post(String json) throws Exception {
    return send(
        to("/e").header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
  }

  public String metrics() throws Exception {
    return send(toAdmin("/metrics")).body();
  }

  Map<String, Sum> sums() throws Exception {
    return Sum.read(metrics());
  }

  /// Waits until every accepted event has ended somewhere, for every destination, and checks the
  /// sums. A clock that stands still is moved on meanwhile.
  public Map<String, Sum> settled() throws Exception {
    Eventually.holds(
        "nothing waits any more",
        () -> {
          if (clock instanceof ManualClock manual) {
            manual.advance(Duration.ofMillis(100));
          }
          return unchecked().values().stream().allMatch(sum -> sum.waiting() == 0);
        });
    var sums = sums();
    assertThat(sums).isNotEmpty().allSatisfy((name, sum) -> assertThat(sum.holds()).isTrue());
    return sums;
  }

  /// Waits until each accepted event has come to the outboxes that it belongs in.
  void dispatched() {
    Eventually.holds(
        "nothing waits for dispatch",
        () -> uncheckedMetrics().contains("tagyard_journal_waiting 0.0"));
  }

  private Map<String, Sum> unchecked() {
    return Sum.read(uncheckedMetrics());
  }

  private String uncheckedMetrics() {
    try {
      return metrics();
    } catch (Exception failure) {
      throw new AssertionError("the metrics cannot be read", failure);
    }
  }

  private static <T> T get(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception failure) {
      throw new AssertionError("a part of the test could not be started or stopped", failure);
    }
  }

  @Override
  public void close() {
    stopServer();
    client.close();
    get(vendors.close());
    get(vertx.close());
  }
}
