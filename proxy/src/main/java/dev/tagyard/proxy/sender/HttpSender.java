package dev.tagyard.proxy.sender;

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
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// Sends a call and waits for the answer, on a virtual thread. The only place that awaits.
/// Connections are kept and used again; over TLS calls share one by HTTP/2 where the vendor offers
/// that.
public final class HttpSender implements Carrier {
  private static final int LONGEST_BODY = 65_536;

  /// Beyond what one connection takes at once, which the vendor says.
  private static final int SHARED_CONNECTIONS = 4;

  /// A shared connection on which nothing comes any more is given up: no single call that gets no
  /// answer ends it.
  private static final int SILENT_SECONDS = 60;

  private static final Pattern PORT = Pattern.compile(":([0-9]{1,5})$");

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
    this.resolver = resolver;
    var options =
        new WebClientOptions()
            .setFollowRedirects(false)
            .setTrustAll(false)
            .setVerifyHost(true)
            .setUserAgent("Tagyard")
            .setConnectTimeout(5_000)
            .setKeepAliveTimeout(60)
            .setDecompressionSupported(true);
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
    this.plain = WebClient.create(vertx, change.apply(options), pool);
    this.secure = WebClient.create(vertx, change.apply(offering), pool);
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
    var client = isSecure(call.uri()) ? secure : plain;
    var request =
        client
            .request(
                HttpMethod.valueOf(call.method()),
                server(call.uri(), egress),
                port(call.uri()),
                host(call.uri()),
                path(call.uri()))
            .timeout(timeout.toMillis());
    request.ssl(isSecure(call.uri()));
    call.headers().forEach(request::putHeader);
    try {
      var response = answer(call, request);
      var headers = new HashMap<String, String>();
      response
          .headers()
          .forEach(entry -> headers.put(entry.getKey().toLowerCase(Locale.ROOT), entry.getValue()));
      var body = response.bodyAsString();
      return new HttpReply(
          response.statusCode(),
          headers,
          body == null ? "" : body.substring(0, Math.min(body.length(), LONGEST_BODY)));
    } catch (Exception failure) {
      if (neverConnected(failure)) {
        resolver.failed(host(call.uri()));
      }
      throw new NoAnswer(describe(failure), !neverConnected(failure), failure);
    }
  }

  /// All of a call is done on one event loop, always the same for a host: else each step of it,
  /// from finding a connection to the end of the answer, would wake that anew.
  private HttpResponse<Buffer> answer(HttpCall call, HttpRequest<Buffer> request) throws Exception {
    var body = call.body().isEmpty() ? null : Buffer.buffer(call.body());
    var answer = new CompletableFuture<HttpResponse<Buffer>>();
    loops
        .get(Math.floorMod(host(call.uri()).hashCode(), loops.size()))
        .runOnContext(_ -> {
          try {
            (body == null ? request.send() : request.sendBuffer(body))
                .onComplete(answer::complete, answer::completeExceptionally);
          } catch (RuntimeException bug) {
            answer.completeExceptionally(bug);
          }
        });
    try {
      return answer.get();
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof Exception cause ? cause : failed;
    }
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

  private static boolean isSecure(URI uri) {
    return "https".equals(uri.getScheme());
  }

  private static int port(URI uri) {
    if (uri.getHost() == null) {
      var port = PORT.matcher(uri.getAuthority());
      return port.find() ? Integer.parseInt(port.group(1)) : isSecure(uri) ? 443 : 80;
    }
    return uri.getPort() >= 0 ? uri.getPort() : isSecure(uri) ? 443 : 80;
  }

  /// What the request line tells: path and query.
  private static String path(URI uri) {
    var path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }

  /// Also of a name with an underscore, which Java takes for none.
  private static String host(URI uri) {
    return uri.getHost() == null
        ? uri.getAuthority().replaceFirst("^.*@", "").replaceFirst(":[0-9]*$", "")
        : uri.getHost();
  }

  private static boolean neverConnected(Exception failure) {
    return failure instanceof java.net.ConnectException
        || failure instanceof java.net.UnknownHostException
        || failure instanceof java.nio.channels.UnresolvedAddressException
        || failure instanceof io.netty.channel.ConnectTimeoutException;
  }

  /// The kind of failure alone: messages may hold the address with its query.
  private static String describe(Exception failure) {
    return switch (failure) {
      case java.net.ConnectException refused -> "connection refused";
      case java.net.UnknownHostException unknown -> "host name not found";
      case java.util.concurrent.TimeoutException late -> "no answer in time";
      case javax.net.ssl.SSLException tls -> "TLS failed";
      default -> failure.getClass().getSimpleName();
    };
  }

  @Override
  public void close() {
    plain.close();
    secure.close();
    resolver.close();
  }
}
