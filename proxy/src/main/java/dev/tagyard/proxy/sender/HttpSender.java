package dev.tagyard.proxy.sender;

import static dev.tagyard.proxy.destination.Endpoints.host;
import static dev.tagyard.proxy.destination.Endpoints.isSecure;
import static dev.tagyard.proxy.destination.Endpoints.port;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.plan.Egress;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/// Sends a call and waits for the answer, on a virtual thread. The only place that awaits.
/// Connections are kept and used again; over TLS calls share one by HTTP/2 where the vendor offers
/// that.
public final class HttpSender implements Carrier {
  /// Of the answer to a short request, also of what it unpacks to.
  private static final int FEW_BYTES = 65_536;

  /// Of any answer.
  private static final int MOST_BYTES = 1 << 20;

  /// Beyond what one connection takes at once, which the vendor says.
  private static final int SHARED_CONNECTIONS = 4;

  /// A shared connection on which nothing comes any more is given up: no single call that gets no
  /// answer ends it.
  private static final int SILENT_SECONDS = 60;

  private final Vertx vertx;
  private final WebClient plain;
  private final WebClient secure;
  private final Resolver resolver;

  /// One of each event loop that calls are made on.
  private final List<Context> loops = new CopyOnWriteArrayList<>();

  public HttpSender(Vertx vertx, int connectionsPerHost) {
    this(vertx, connectionsPerHost, new Resolver(), options -> options);
  }

  HttpSender(
      Vertx vertx,
      int connectionsPerHost,
      Resolver resolver,
      UnaryOperator<WebClientOptions> change) {
    this.vertx = vertx;
    this.resolver = resolver;
    var options =
        new WebClientOptions()
            .setFollowRedirects(false)
            .setUserAgent("Tagyard")
            .setTrustAll(false)
            .setVerifyHost(true)
            .setConnectTimeout(5_000)
            .setKeepAliveTimeout(60);
    var offering =
        new WebClientOptions(options)
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setUseAlpn(true)
            .setReadIdleTimeout(SILENT_SECONDS);
    var pool =
        new PoolOptions()
            .setHttp1MaxSize(connectionsPerHost)
            .setHttp2MaxSize(SHARED_CONNECTIONS)
            .setMaxWaitQueueSize(-1);
    this.plain = Exchange.told(WebClient.create(vertx, change.apply(options), pool));
    this.secure = Exchange.told(WebClient.create(vertx, change.apply(offering), pool));
    vertx
        .deployVerticle(
            Loop::new,
            new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors()))
        .await();
  }

  private final class Loop extends VerticleBase {
    @Override
    public Future<?> start() {
      loops.add(context);
      return Future.succeededFuture();
    }
  }

  /// The call did not end in an answer.
  ///
  /// @see #sent whether the vendor may have seen it all the same
  public static final class NoAnswer extends Exception {
    @java.io.Serial private static final long serialVersionUID = 1L;

    private final boolean sent;

    public NoAnswer(String message, boolean sent, Throwable cause) {
      super(message, cause);
      this.sent = sent;
    }

    public boolean sent() {
      return sent;
    }
  }

  @Override
  public HttpReply send(HttpCall call, Duration timeout, Egress egress) throws NoAnswer {
    var request = request(call, egress);
    var most = mostBytes(call);
    var exchange = new Exchange(vertx, most);
    // All of a call is done on one event loop, always the same for a host: else each step of it,
    // from finding a connection to the end of the answer, would wake that anew.
    loops
        .get(Math.floorMod(host(call.uri()).hashCode(), loops.size()))
        .runOnContext(_ -> exchange.start(request, Buffer.buffer(call.body()), timeout));
    try {
      return reply(exchange.await(), most);
    } catch (Exception failure) {
      boolean sent = exchange.connected() && !handshake(failure);
      if (!sent) {
        resolver.failed(host(call.uri()));
      }
      throw new NoAnswer(describe(failure), sent, failure);
    }
  }

  private HttpRequest<Buffer> request(HttpCall call, Egress egress) throws NoAnswer {
    boolean ssl = isSecure(call.uri());
    var request =
        (ssl ? secure : plain)
            .request(
                HttpMethod.valueOf(call.method()),
                server(call.uri(), egress),
                port(call.uri()),
                host(call.uri()),
                path(call.uri()))
            .ssl(ssl);
    call.headers().forEach(request::putHeader);
    return request.putHeader("Accept-Encoding", "gzip");
  }

  /// Some vendors tell of each event of a batch, in more words than a short event has itself. An
  /// answer cut in the middle would be none, and the batch be sent again and again.
  private static int mostBytes(HttpCall call) {
    return Math.clamp(4L * call.body().length(), FEW_BYTES, MOST_BYTES);
  }

  private static HttpReply reply(Exchange.Answer answer, int most) {
    var headers = new HashMap<String, String>();
    answer
        .headers()
        .forEach(entry -> headers.put(entry.getKey().toLowerCase(Locale.ROOT), entry.getValue()));
    var body = answer.body().getBytes();
    boolean zipped = "gzip".equalsIgnoreCase(headers.get("content-encoding"));
    return new HttpReply(
        answer.status(), headers, zipped ? unzipped(body, most) : new String(body, UTF_8));
  }

  /// Unpacked here and not by the client, which does not stop at any size.
  private static String unzipped(byte[] body, int most) {
    var unzipped = new ByteArrayOutputStream();
    var some = new byte[8_192];
    try (var in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      for (var n = 0; n >= 0 && unzipped.size() < most; ) {
        unzipped.write(some, 0, n);
        n = in.read(some, 0, Math.min(some.length, most - unzipped.size()));
      }
    } catch (IOException cut) {
      // What came before it may say enough.
    }
    return unzipped.toString(UTF_8);
  }

  /// The address that is connected to: the one that was looked at.
  private SocketAddress server(URI uri, Egress egress) throws NoAnswer {
    try {
      var address = resolver.resolve(host(uri), egress);
      return SocketAddress.inetSocketAddress(new InetSocketAddress(address, port(uri)));
    } catch (UnknownHostException unknown) {
      throw new NoAnswer("host name not found", false, unknown);
    } catch (Resolver.Refused refused) {
      throw new NoAnswer(String.valueOf(refused.getMessage()), false, refused);
    }
  }

  /// What the request line tells: path and query.
  private static String path(URI uri) {
    var path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }

  /// What fails in the handshake was never sent, also where the other side says so only later.
  private static boolean handshake(Throwable failure) {
    return failure instanceof SSLHandshakeException
        || (failure.getCause() != null && handshake(failure.getCause()));
  }

  /// The kind of failure alone: messages may hold the address with its query.
  private static String describe(Throwable failure) {
    return switch (failure) {
      case java.net.ConnectException refused -> "connection refused";
      case java.net.UnknownHostException unknown -> "host name not found";
      case TimeoutException late -> "no answer in time";
      case SSLException tls -> "TLS failed";
      default ->
          failure.getCause() instanceof SSLException
              ? "TLS failed"
              : failure.getClass().getSimpleName();
    };
  }

  @Override
  public void close() {
    plain.close();
    secure.close();
    resolver.close();
  }
}
