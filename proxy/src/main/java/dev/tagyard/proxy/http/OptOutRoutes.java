package dev.tagyard.proxy.http;

import dev.tagyard.proxy.choice.Choices;
import dev.tagyard.proxy.eventlog.VisitorKey;
import dev.tagyard.proxy.intake.OptOut;
import dev.tagyard.proxy.plan.Plan;
import dev.tagyard.proxy.source.Cookies;
import dev.tagyard.proxy.visitor.CookieDomain;
import dev.tagyard.proxy.visitor.VisitorCookie;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// `/optout` and `/optin`: the visitor's own choice, whatever a banner says. Opting out takes the
/// visitor cookie back, forgets what was kept, and stops what still waits.
final class OptOutRoutes {
  private final Choices choices;
  private final Supplier<Plan> plan;
  private final InstantSource clock;

  OptOutRoutes(Choices choices, Supplier<Plan> plan, InstantSource clock) {
    this.choices = choices;
    this.plan = plan;
    this.clock = clock;
  }

  void optOut(HttpServerRequest request) {
    request.resume();
    var now = clock.instant();
    var sent = cookie(request, VisitorCookie.NAME);
    var keys =
        sent.flatMap(value -> VisitorCookie.read(value, now))
            .map(cookie -> List.of(new VisitorKey("visitor", cookie.id())))
            .orElse(List.of());
    set(request, OptOut.header(true, domain(request), secure()));
    sent.ifPresent(_ -> set(request, VisitorCookie.deletion(domain(request), secure())));
    Future.fromCompletionStage(choices.optOut(keys, now), Vertx.currentContext())
        .onSuccess(_ -> answer(request, true))
        .onFailure(_ -> {
          // The cookie holds all the same; what is not on disk is in force until a restart.
          request.response().putHeader("Retry-After", "5");
          Answers.error(request, 503, "cannot be written down now; come again");
        });
  }

  void optIn(HttpServerRequest request) {
    request.resume();
    set(request, OptOut.header(false, domain(request), secure()));
    answer(request, false);
  }

  private static void answer(HttpServerRequest request, boolean optedOut) {
    Answers.json(request, 200, new JsonObject().put("opted_out", optedOut));
  }

  private static void set(HttpServerRequest request, String cookie) {
    request.response().headers().add("Set-Cookie", cookie);
  }

  private static Optional<String> cookie(HttpServerRequest request, String name) {
    return Optional.ofNullable(
        Cookies.parse(request.headers().getAll(HttpHeaders.COOKIE)).get(name));
  }

  private String domain(HttpServerRequest request) {
    var host = Optional.ofNullable(request.getHeader("Host")).orElse("");
    return new CookieDomain(plan.get().configuration().visitors().cookieDomain()).of(host);
  }

  private boolean secure() {
    return plan.get().configuration().visitors().secure();
  }
}
