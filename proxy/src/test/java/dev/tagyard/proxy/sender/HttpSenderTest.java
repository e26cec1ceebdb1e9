package dev.tagyard.proxy.sender;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tagyard.proxy.Eventually;
import dev.tagyard.proxy.SelfSigned;
import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.proxy.plan.Egress;
import dev.tagyard.proxy.visitor.Cidr;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PfxOptions;
import io.vertx.ext.web.client.WebClientOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Execution(ExecutionMode.CONCURRENT)
class HttpSenderTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final Egress PUBLIC = Egress.PUBLIC;
  private static final Egress LOOPBACK = new Egress(List.of(Cidr.parse("127.0.0.0/8")));

  @TempDir private Path folder = Path.of("");

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicBoolean silent = new AtomicBoolean();
  private String address = "";

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Test
  void a_redirect_is_an_answer_and_is_not_followed() throws Exception {
    var target = serve(new HttpServerOptions(), HttpSenderTest::ok);
    var server =
        serve(
            new HttpServerOptions(),
            request ->
                request
                    .response()
                    .setStatusCode(307)
                    .putHeader("Location", "http://127.0.0.1:" + target.actualPort() + "/inside")
                    .end());
    try (var sender = sender(options -> options)) {
      var reply = sender.send(call("http://127.0.0.1:" + server.actualPort()), PATIENCE, PUBLIC);

      assertThat(reply.status()).isEqualTo(307);
      assertThat(requests).hasValue(1);
    }
  }

  @Test
  void a_name_that_dns_points_inside_is_never_connected_to() throws Exception {
    var server = serve(new HttpServerOptions(), HttpSenderTest::ok);
    try (var sender = sender(options -> options)) {
      var call = call("http://vendor.example:" + server.actualPort());

      assertThatThrownBy(() -> sender.send(call, PATIENCE, PUBLIC))
          .isInstanceOfSatisfying(
              HttpSender.NoAnswer.class, none -> assertThat(none.sent()).isFalse())
          .hasMessageContaining("127.0.0.1")
          .hasMessageNotContaining("s3cret");
      assertThat(requests).hasValue(0);
    }
  }

  @Test
  void the_name_is_asked_for_by_its_name_at_the_address_that_was_checked() throws Exception {
    var server =
        serve(
            new HttpServerOptions(),
            request -> request.response().end(String.valueOf(request.authority())));
    try (var sender = sender(options -> options)) {
      var reply =
          sender.send(call("http://vendor.example:" + server.actualPort()), PATIENCE, LOOPBACK);

      assertThat(reply.body()).isEqualTo("vendor.example:" + server.actualPort());
    }
  }

  @Test
  void a_name_with_an_underscore_is_called_at_its_port() throws Exception {
    var server =
        serve(
            new HttpServerOptions(),
            request -> request.response().end(request.authority() + request.uri()));
    try (var sender = sender(options -> options)) {
      var address = "vendor_1.example:" + server.actualPort();

      var reply = sender.send(call("http://" + address), PATIENCE, LOOPBACK);

      assertThat(reply.body()).isEqualTo(address + "/p?key=s3cret");
    }
  }

  @Test
  void a_certificate_that_nobody_vouches_for_is_refused_before_anything_is_sent() throws Exception {
    var certificate = SelfSigned.make(folder, "vendor.example");
    var server = serve(tls(certificate), HttpSenderTest::ok);
    try (var sender = sender(options -> options)) {
      var call = call("https://vendor.example:" + server.actualPort());

      assertThatThrownBy(() -> sender.send(call, PATIENCE, LOOPBACK))
          .isInstanceOf(HttpSender.NoAnswer.class)
          .hasMessageNotContaining("s3cret");
      assertThat(requests).hasValue(0);
    }
  }

  @Test
  void what_fails_in_the_handshake_was_not_sent() throws Exception {
    var server = serve(tls(SelfSigned.make(folder, "other.example")), HttpSenderTest::ok);
    try (var sender = sender(options -> options)) {
      var call = call("https://vendor.example:" + server.actualPort());

      for (var n = 0; n < 2; n++) {
        assertThatThrownBy(() -> sender.send(call, PATIENCE, LOOPBACK))
            .isInstanceOfSatisfying(
                HttpSender.NoAnswer.class, none -> assertThat(none.sent()).isFalse())
            .hasMessage("TLS failed");
      }
      assertThat(requests).hasValue(0);
    }
  }

  @Test
  void a_host_without_tls_on_its_tls_port_gets_nothing() throws Exception {
    var server = serve(new HttpServerOptions(), HttpSenderTest::ok);
    try (var sender = sender(options -> options)) {
      assertThatThrownBy(() ->
              sender.send(
                  call("https://vendor.example:" + server.actualPort()), PATIENCE, LOOPBACK))
          .isInstanceOfSatisfying(
              HttpSender.NoAnswer.class, none -> assertThat(none.sent()).isFalse());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void an_answer_that_drips_ends_with_the_time_of_the_call(boolean shared) throws Exception {
    var closed = new AtomicInteger();
    try (var sender = dripping(shared, closed)) {
      var call = call(address);
      var start = System.nanoTime();

      assertThatThrownBy(() -> sender.send(call, Duration.ofMillis(700), LOOPBACK))
          .isInstanceOfSatisfying(
              HttpSender.NoAnswer.class, none -> assertThat(none.sent()).isTrue())
          .hasMessage("no answer in time");

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
      Eventually.holds("the server is told", () -> closed.get() == 1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void of_an_answer_without_end_a_part_is_taken(boolean shared) throws Exception {
    var closed = new AtomicInteger();
    try (var sender = endless(shared, closed)) {
      var reply = sender.send(call(address), PATIENCE, LOOPBACK);

      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.body()).hasSize(65_536);
      Eventually.holds("the server is told", () -> closed.get() == 1);
      assertThat(sender.send(call(address), PATIENCE, LOOPBACK).status()).isEqualTo(400);
    }
  }

  @Test
  void a_packed_answer_is_unpacked_and_of_one_that_swells_a_part() throws Exception {
    var small = zipped("said".getBytes(UTF_8));
    var bomb = zipped(new byte[64 << 20]);
    var server =
        serve(
            new HttpServerOptions(),
            request ->
                request
                    .response()
                    .putHeader("Content-Encoding", "gzip")
                    .end(Buffer.buffer(requests.get() == 1 ? small : bomb)));
    try (var sender = sender(options -> options)) {
      var call = call("http://vendor.example:" + server.actualPort());

      assertThat(sender.send(call, PATIENCE, LOOPBACK).body()).isEqualTo("said");
      assertThat(sender.send(call, PATIENCE, LOOPBACK).body()).hasSize(65_536);
    }
  }

  /// Pinterest tells of each event of a batch: of a thousand good ones in more than 64 KiB.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void an_answer_that_tells_of_each_event_of_a_batch_is_read_whole(boolean packed)
      throws Exception {
    var said = "{\"status\":\"processed\",\"error_message\":null},".repeat(6_000);
    var plain = said.getBytes(UTF_8);
    var body = packed ? zipped(plain) : plain;
    var server =
        serve(
            new HttpServerOptions(),
            request ->
                request
                    .response()
                    .putHeader("Content-Encoding", packed ? "gzip" : "identity")
                    .end(Buffer.buffer(body)));
    try (var sender = sender(options -> options)) {
      var call =
          new HttpCall(
              "POST",
              URI.create("http://vendor.example:" + server.actualPort()),
              Map.of(),
              "x".repeat(said.length() / 4 + 1));

      assertThat(sender.send(call, PATIENCE, LOOPBACK).body()).isEqualTo(said);
    }
  }

  @Test
  void of_the_longest_answer_to_the_longest_request_a_mebibyte_is_taken() throws Exception {
    try (var sender = endless(false, new AtomicInteger())) {
      var call = new HttpCall("POST", URI.create(address), Map.of(), "x".repeat(2_000_000));

      assertThat(sender.send(call, PATIENCE, LOOPBACK).body()).hasSize(1 << 20);
    }
  }

  private HttpSender dripping(boolean shared, AtomicInteger closed) throws Exception {
    return streaming(
        shared,
        closed,
        response -> {
          var drip = vertx.setPeriodic(50, _ -> response.write("."));
          response.closeHandler(_ -> vertx.cancelTimer(drip));
        });
  }

  private HttpSender endless(boolean shared, AtomicInteger closed) throws Exception {
    return streaming(shared, closed, this::flood);
  }

  private void flood(HttpServerResponse response) {
    vertx.setPeriodic(
        1,
        timer -> {
          if (response.closed()) {
            vertx.cancelTimer(timer);
          } else if (!response.writeQueueFull()) {
            response.write(Buffer.buffer(new byte[32_768]));
          }
        });
  }

  /// A sender, and a server at [#address] whose answers begin and do not end.
  private HttpSender streaming(
      boolean shared, AtomicInteger closed, Consumer<HttpServerResponse> write) throws Exception {
    var certificate = SelfSigned.make(folder, "vendor.example");
    var server =
        serve(
            shared ? tls(certificate) : new HttpServerOptions(),
            request -> {
              var response = request.response().setStatusCode(400).setChunked(true);
              var told = new AtomicBoolean();
              response.exceptionHandler(_ -> count(told, closed));
              response.closeHandler(_ -> count(told, closed));
              write.accept(response);
            });
    address = (shared ? "https" : "http") + "://vendor.example:" + server.actualPort();
    return sender(options -> options.setTrustOptions(certificate));
  }

  private static void count(AtomicBoolean told, AtomicInteger closed) {
    if (told.compareAndSet(false, true)) {
      closed.incrementAndGet();
    }
  }

  private static byte[] zipped(byte[] bytes) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    }
    return packed.toByteArray();
  }

  @Test
  void a_certificate_of_another_name_is_refused_though_it_is_trusted() throws Exception {
    var certificate = SelfSigned.make(folder, "other.example");
    var server = serve(tls(certificate), HttpSenderTest::ok);
    try (var sender = sender(options -> options.setTrustOptions(certificate))) {
      assertThatThrownBy(() ->
              sender.send(
                  call("https://vendor.example:" + server.actualPort()), PATIENCE, LOOPBACK))
          .isInstanceOf(HttpSender.NoAnswer.class);
      assertThat(requests).hasValue(0);
    }
  }

  @Test
  void a_trusted_certificate_of_the_right_name_is_taken() throws Exception {
    var certificate = SelfSigned.make(folder, "vendor.example");
    var server = serve(tls(certificate), HttpSenderTest::ok);
    try (var sender = sender(options -> options.setTrustOptions(certificate))) {
      var reply =
          sender.send(call("https://vendor.example:" + server.actualPort()), PATIENCE, LOOPBACK);

      assertThat(reply.status()).isEqualTo(200);
    }
  }

  @Test
  void calls_at_once_share_one_connection_where_the_vendor_offers_http_2() throws Exception {
    var connections = new AtomicInteger();
    var certificate = SelfSigned.make(folder, "vendor.example");
    var server =
        serve(
            tls(certificate),
            request -> request.response().end(request.version().alpnName()),
            connections);
    try (var sender = sender(options -> options.setTrustOptions(certificate))) {
      var call = call("https://vendor.example:" + server.actualPort());

      assertThat(sender.send(call, PATIENCE, LOOPBACK).body()).isEqualTo("h2");
      assertThat(atOnce(sender, call, 20)).containsOnly("h2");
      assertThat(connections).hasValue(1);
    }
  }

  @Test
  void connections_are_used_again_where_the_vendor_offers_http_1_alone() throws Exception {
    var connections = new AtomicInteger();
    var certificate = SelfSigned.make(folder, "vendor.example");
    var server =
        serve(
            tls(certificate).setAlpnVersions(List.of(HttpVersion.HTTP_1_1)),
            request -> request.response().end(request.version().alpnName()),
            connections);
    try (var sender = sender(options -> options.setTrustOptions(certificate))) {
      var call = call("https://vendor.example:" + server.actualPort());

      for (var n = 0; n < 5; n++) {
        assertThat(sender.send(call, PATIENCE, LOOPBACK).body()).isEqualTo("http/1.1");
      }
      assertThat(connections).hasValue(1);
      assertThat(atOnce(sender, call, 20)).containsOnly("http/1.1");
      assertThat(connections).hasValueLessThanOrEqualTo(4);
    }
  }

  @Test
  void without_tls_nothing_but_http_1_is_spoken() throws Exception {
    var server =
        serve(
            new HttpServerOptions(),
            request ->
                request
                    .response()
                    .end(request.version().alpnName() + " " + request.getHeader("Upgrade")));
    try (var sender = sender(options -> options)) {
      var reply =
          sender.send(call("http://vendor.example:" + server.actualPort()), PATIENCE, LOOPBACK);

      assertThat(reply.body()).isEqualTo("http/1.1 null");
    }
  }

  @Test
  void a_shared_connection_that_has_gone_silent_is_given_up() throws Exception {
    var certificate = SelfSigned.make(folder, "vendor.example");
    var server = serve(tls(certificate), HttpSenderTest::ok);
    var connections = new AtomicInteger();
    var road = road(server.actualPort(), connections);
    try (var sender =
        sender(options -> options.setTrustOptions(certificate).setReadIdleTimeout(1))) {
      var call = call("https://vendor.example:" + road.actualPort());
      assertThat(sender.send(call, PATIENCE, LOOPBACK).status()).isEqualTo(200);

      silent.set(true);

      assertThatThrownBy(() -> sender.send(call, Duration.ofMillis(200), LOOPBACK))
          .isInstanceOf(HttpSender.NoAnswer.class);
      Eventually.holds("another connection is made", () -> answers(sender, call));
      assertThat(connections).hasValue(2);
    }
  }

  /// A road to a server; once it is [#silent], nothing passes on the first connection, and neither
  /// end is told.
  private NetServer road(int port, AtomicInteger connections) throws Exception {
    var client = vertx.createNetClient();
    return vertx
        .createNetServer()
        .connectHandler(in -> {
          var passes = connections.incrementAndGet() > 1;
          in.pause();
          client
              .connect(port, "127.0.0.1")
              .onSuccess(out -> {
                in.handler(data -> pass(passes, data, out));
                out.handler(data -> pass(passes, data, in));
                in.resume();
              });
        })
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
  }

  private void pass(boolean always, Buffer data, NetSocket to) {
    if (always || !silent.get()) {
      to.write(data);
    }
  }

  private static boolean answers(HttpSender sender, HttpCall call) {
    try {
      return sender.send(call, Duration.ofMillis(500), LOOPBACK).status() == 200;
    } catch (HttpSender.NoAnswer none) {
      return false;
    }
  }

  private static List<String> atOnce(HttpSender sender, HttpCall call, int times) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<String> one = () -> sender.send(call, PATIENCE, LOOPBACK).body();
      var replies = new ArrayList<String>();
      for (var reply : threads.invokeAll(Collections.nCopies(times, one))) {
        replies.add(reply.get());
      }
      return replies;
    }
  }

  private HttpSender sender(UnaryOperator<WebClientOptions> change) {
    var resolver = new Resolver(_ -> List.of(InetAddress.getLoopbackAddress()));
    return new HttpSender(vertx, 4, resolver, change);
  }

  private static HttpCall call(String address) {
    return new HttpCall("POST", URI.create(address + "/p?key=s3cret"), Map.of(), "{}");
  }

  private static void ok(HttpServerRequest request) {
    var _ = request.response().end("ok");
  }

  private static HttpServerOptions tls(PfxOptions certificate) {
    return new HttpServerOptions().setSsl(true).setUseAlpn(true).setKeyCertOptions(certificate);
  }

  private HttpServer serve(HttpServerOptions options, Consumer<HttpServerRequest> answer)
      throws Exception {
    return serve(options, answer, new AtomicInteger());
  }

  private HttpServer serve(
      HttpServerOptions options, Consumer<HttpServerRequest> answer, AtomicInteger connections)
      throws Exception {
    return vertx
        .createHttpServer(options)
        .connectionHandler(_ -> connections.incrementAndGet())
        .requestHandler(request -> {
          requests.incrementAndGet();
          answer.accept(request);
        })
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
  }
}
