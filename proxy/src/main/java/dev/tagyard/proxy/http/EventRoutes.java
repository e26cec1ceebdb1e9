package dev.tagyard.proxy.http;

import dev.tagyard.proxy.eventlog.LogUnavailable;
import dev.tagyard.proxy.http.RequestBody.Refused;
import dev.tagyard.proxy.intake.Intake;
import dev.tagyard.proxy.intake.IntakeMetrics;
import dev.tagyard.proxy.intake.Receipt;
import dev.tagyard.proxy.intake.VisitorIds;
import dev.tagyard.proxy.plan.Plan;
import dev.tagyard.proxy.source.Cookies;
import dev.tagyard.proxy.source.Headers;
import dev.tagyard.proxy.source.Inbound;
import dev.tagyard.proxy.source.Query;
import dev.tagyard.proxy.source.Source;
import dev.tagyard.proxy.source.ga4.Ga4WebSource;
import dev.tagyard.proxy.source.ga4.WrappedHit;
import dev.tagyard.proxy.source.nativeevent.NativeSource;
import dev.tagyard.proxy.source.nativeevent.PixelSource;
import dev.tagyard.proxy.visitor.CookieDomain;
import dev.tagyard.proxy.visitor.VisitorCookie;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The routes that take events in. All of it on the event loop.
final class EventRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(EventRoutes.class);
  private static final String RETRY_AFTER_SECONDS = "5";

  /// Names of headers, each hashed once: all are this program's own, so they are few.
  private static final Map<String, CharSequence> NAMES = new ConcurrentHashMap<>();

  private final Source nativeSource = new NativeSource();
  private final Source pixelSource = new PixelSource();
  private final Source ga4Source = new Ga4WebSource();
  private final Intake intake;
  private final IntakeMetrics metrics;
  private final Supplier<Plan> plan;
  private final Guard guard;
  private final InstantSource clock;
  private final RandomGenerator chance;

  EventRoutes(
      Intake intake,
      IntakeMetrics metrics,
      Supplier<Plan> plan,
      Guard guard,
      InstantSource clock,
      RandomGenerator chance) {
    this.intake = intake;
    this.metrics = metrics;
    this.plan = plan;
    this.guard = guard;
    this.clock = clock;
    this.chance = chance;
  }

  /// `POST /e`: answers once what was accepted is on disk.
  void event(HttpServerRequest request) {
    var started = System.nanoTime();
    var authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (authorization != null && !guard.isBackend(request)) {
      request.resume();
      guard.refused("api_key", 1);
      Answers.error(request, 401, "the API key is not one of sources.server.api_keys");
      return;
    }
    if (authorization == null && refusesSite(request)) {
      request.resume();
      Answers.error(request, 403, "events from pages of this site are not taken");
      return;
    }
    RequestBody.read(request, guard.bodies())
        .onComplete((body, unread) -> {
          if (unread != null) {
            failed(request, unread);
          } else {
            event(request, body, authorization != null, started);
          }
        });
  }

  private void event(HttpServerRequest request, RequestBody body, boolean trusted, long started) {
    take(
        nativeSource,
        () -> inbound(request, query(request), body.bytes(), trusted),
        body,
        _ -> {},
        receipt -> {
          receipt.setCookies().forEach(c -> request.response().headers().add("Set-Cookie", c));
          Answers.json(request, receipt.allMalformed() ? 400 : 202, ReceiptJson.of(receipt));
          var source = trusted ? "server" : nativeSource.name();
          metrics.acknowledged(source, Duration.ofNanos(System.nanoTime() - started));
        },
        failure -> failed(request, failure));
  }

  /// `GET /px.gif`: the GIF, whatever happens.
  void pixel(HttpServerRequest request) {
    request.resume();
    if (request.method().equals(HttpMethod.HEAD) || isPrefetch(request)) {
      // Who asks for the head alone is a machine that looks; and nobody may ever see what a
      // browser or a mail program loads in advance.
      Gif.send(request);
      return;
    }
    var none = Future.succeededFuture(RequestBody.none(guard.bodies()));
    alwaysAnswer(pixelSource, request, query(request), () -> none, Gif::send);
  }

  /// `Sec-Purpose: prefetch`, perhaps with `;prerender`, or its older name.
  private static boolean isPrefetch(HttpServerRequest request) {
    return Stream.of("Sec-Purpose", "Purpose")
        .map(request.headers()::get)
        .anyMatch(purpose -> purpose != null && purpose.startsWith("prefetch"));
  }

  /// `/g/collect`: 204, whatever happens. Tags never send again.
  void ga4(HttpServerRequest request) {
    ga4(request, query(request));
  }

  /// The same behind a secret path, with the hit hidden in the query. To all else there is nothing
  /// here.
  void wrappedGa4(HttpServerRequest request) {
    WrappedHit.unwrap(query(request))
        .ifPresentOrElse(
            hit -> ga4(request, hit),
            () -> {
              request.resume();
              Answers.error(request, 404, "no such route");
            });
  }

  private void ga4(HttpServerRequest request, String query) {
    alwaysAnswer(
        ga4Source,
        request,
        query,
        () -> RequestBody.read(request, guard.bodies()),
        EventRoutes::noContent);
  }

  /// `GET /px.gif` of who asks too often: the GIF all the same.
  void tooManyPixels(HttpServerRequest request) {
    request.resume();
    metrics.lost(pixelSource.name(), 1);
    Gif.send(request);
  }

  static boolean isWrappedHit(HttpServerRequest request) {
    return WrappedHit.unwrap(query(request)).isPresent();
  }

  /// `/g/collect` of who asks too often: 204 all the same.
  void tooManyHits(HttpServerRequest request) {
    request.resume();
    metrics.lost(ga4Source.name(), 1);
    noContent(request);
  }

  /// For clients that never retry: what cannot be kept is counted as lost.
  private void alwaysAnswer(
      Source source,
      HttpServerRequest request,
      String query,
      Supplier<Future<RequestBody>> read,
      Consumer<HttpServerRequest> answer) {
    var started = System.nanoTime();
    if (refusesSite(request)) {
      request.resume();
      answer.accept(request);
      return;
    }
    read.get()
        .onComplete((body, unread) -> {
          if (unread != null) {
            lost(source, request, 1, unread, answer);
            return;
          }
          // What cannot even be looked at counts as one.
          var unkept = new AtomicInteger(1);
          take(
              source,
              () -> inbound(request, query, body.bytes(), false),
              body,
              unkept::set,
              receipt -> {
                receipt
                    .setCookies()
                    .forEach(c -> request.response().headers().add("Set-Cookie", c));
                answer.accept(request);
                metrics.acknowledged(source.name(), Duration.ofNanos(System.nanoTime() - started));
              },
              failure -> lost(source, request, unkept.get(), failure, answer));
        });
  }

  private void lost(
      Source source,
      HttpServerRequest request,
      int events,
      Throwable failure,
      Consumer<HttpServerRequest> answer) {
    metrics.lost(source.name(), events);
    if (!(failure instanceof LogUnavailable || failure instanceof Refused)) {
      LOG.error("{} failed", request.path(), failure);
    }
    answer.accept(request);
    if (failure instanceof Refused refused) {
      guard.refused(refused.reason(), 1);
      endUnreadable(request, refused);
    }
  }

  private static void endUnreadable(HttpServerRequest request, Refused refused) {
    if (refused.isUnreadable()) {
      request.connection().close();
    }
  }

  private static void noContent(HttpServerRequest request) {
    var response = request.response();
    if (!response.ended() && !response.closed()) {
      response
          .setStatusCode(204)
          .putHeader("Cache-Control", "no-store")
          .putHeader("Cross-Origin-Resource-Policy", "cross-origin")
          .end();
    }
  }

  /// Closes the body when nothing of it is needed any more, before the answer.
  private void take(
      Source source,
      Supplier<Inbound> request,
      RequestBody body,
      IntConsumer unkept,
      Consumer<Receipt> taken,
      Consumer<Throwable> failed) {
    try {
      var inbound = request.get();
      intake
          .take(source, inbound, visitorIds(inbound), unkept)
          .whenComplete((receipt, failure) -> {
            body.close();
            if (failure == null) {
              taken.accept(receipt);
            } else {
              failed.accept(failure instanceof CompletionException ? failure.getCause() : failure);
            }
          })
          .exceptionally(bug -> {
            LOG.error("{} could not be answered", inbound.path(), bug);
            return null;
          });
    } catch (RuntimeException | Error bug) {
      body.close();
      failed.accept(bug);
    }
  }

  private void failed(HttpServerRequest request, Throwable failure) {
    switch (failure) {
      case Refused refused -> {
        guard.refused(refused.reason(), 1);
        if (refused.isForNow()) {
          metrics.unavailable(nativeSource.name());
          request.response().putHeader("Retry-After", RETRY_AFTER_SECONDS);
        }
        Answers.error(request, refused.status(), refused.why());
        endUnreadable(request, refused);
      }
      case LogUnavailable unavailable -> {
        metrics.unavailable(nativeSource.name());
        request.response().putHeader("Retry-After", RETRY_AFTER_SECONDS);
        Answers.error(request, 503, "the event log cannot take events now; come again");
      }
      case HttpClosedException gone -> LOG.debug("the client went away");
      default -> {
        LOG.error("{} failed", request.path(), failure);
        Answers.error(request, 500, "internal error");
      }
    }
  }

  private boolean refusesSite(HttpServerRequest request) {
    if (guard.refusesForeign() && guard.foreign(request)) {
      guard.refused("foreign_site", 1);
      return true;
    }
    return false;
  }

  private VisitorIds visitorIds(Inbound inbound) {
    var visitors = plan.get().configuration().visitors();
    return new VisitorIds(
        inbound.cookie(VisitorCookie.NAME),
        inbound.receivedAt(),
        () -> new CookieDomain(visitors.cookieDomain()).of(inbound.header("host").orElse("")),
        visitors.secure(),
        chance);
  }

  private static String query(HttpServerRequest request) {
    var query = request.query();
    return query == null ? "" : Query.ofRequestLine(query);
  }

  private Inbound inbound(HttpServerRequest request, String query, byte[] body, boolean trusted) {
    var remote = request.remoteAddress();
    var peer = remote == null ? null : remote.hostAddress();
    return new Inbound(
        request.method().name(),
        request.path() == null ? "" : request.path(),
        query,
        headers(request.headers()),
        Cookies.parse(request.headers().getAll(HttpHeaders.COOKIE)),
        body,
        peer == null ? "" : peer,
        trusted,
        !trusted && guard.foreign(request),
        clock.instant());
  }

  private static Headers headers(MultiMap headers) {
    return text -> {
      var name = NAMES.computeIfAbsent(text, HttpHeaders::createOptimized);
      if (!headers.contains(name)) {
        return Optional.empty();
      }
      var values = headers.getAll(name);
      return Optional.of(values.size() == 1 ? values.getFirst() : String.join(", ", values))
          .filter(value -> !value.isEmpty());
    };
  }
}
