package dev.tagyard.proxy.sender;

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
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PfxOptions;
import io.vertx.ext.web.client.WebClientOptions;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class HttpSenderTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final Egress PUBLIC = Egress.PUBLIC;
  private static final Egress LOOPBACK = new Egress(List.of(Cidr.parse("127.0.0.0/8")));

  @TempDir private Path folder = Path.of("");

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicBoolean silent = new AtomicBoolean();

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
