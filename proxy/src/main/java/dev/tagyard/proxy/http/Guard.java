package dev.tagyard.proxy.http;

import dev.tagyard.proxy.plan.Configuration;
import dev.tagyard.proxy.plan.GuardConfiguration;
import dev.tagyard.proxy.plan.Plan;
import dev.tagyard.proxy.visitor.Addresses;
import dev.tagyard.rules.yaml.Secret;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// What stands between the internet and the routes: a rate for each address, a cap on connections,
/// and a look at where a page's request comes from. One for all event loops; memory is bounded
/// whatever is sent.
final class Guard {
  private final Supplier<Plan> plan;
  private final GuardConfiguration configuration;
  private final RateLimit rate;
  private final MeterRegistry registry;
  private final Map<String, Counter> refusals = new ConcurrentHashMap<>();
  private final AtomicInteger connections = new AtomicInteger();

  Guard(Supplier<Plan> plan, MeterRegistry registry) {
    this.plan = plan;
    this.configuration = plan.get().configuration().visitors().guard();
    this.rate =
        new RateLimit(
            configuration.ratePerSecond(), configuration.burst(), configuration.addresses());
    this.registry = registry;
    Gauge.builder("tagyard_connections", connections, AtomicInteger::get)
        .description("Connections of visitors open now")
        .strongReference(true)
        .register(registry);
    Gauge.builder("tagyard_rate_addresses", rate, RateLimit::size)
        .description("Addresses whose rate is watched")
        .strongReference(true)
        .register(registry);
  }

  long requestMillis() {
    return configuration.requestTimeout().toMillis();
  }

  /// @return false when the house is full
  boolean opened() {
    if (connections.incrementAndGet() > configuration.connections()) {
      connections.decrementAndGet();
      refused("connections", 1);
      return false;
    }
    return true;
  }

  void closed() {
    connections.decrementAndGet();
  }

  /// Whether the address may make this request. A backend with an API key is not counted, nor is an
  /// address of a private network: that is a proxy which is not among `trusted_proxies`, and behind
  /// it are all visitors.
  boolean admits(HttpServerRequest request) {
    var address = address(request);
    if (isBackend(request)
        || Addresses.isPrivate(address)
        || rate.admit(address, System.nanoTime())) {
      return true;
    }
    refused("rate", 1);
    return false;
  }

  /// Whether the request carries one of the API keys.
  boolean isBackend(HttpServerRequest request) {
    var authorization = request.getHeader("Authorization");
    return authorization != null
        && plan.get()
            .configuration()
            .sources()
            .server()
            .map(server -> server.apiKeys().stream().map(Secret::reveal).toList())
            .filter(keys -> ApiKeys.accept(authorization, keys))
            .isPresent();
  }

  /// Whether the request comes from a page of a site that is not ours. One that does not say where
  /// it comes from is taken for ours.
  boolean foreign(HttpServerRequest request) {
    var sites = sites();
    if (sites.isEmpty()) {
      return false;
    }
    var origin = request.getHeader("Origin");
    if (origin != null && !origin.equals("null")) {
      return !sites.contains(origin);
    }
    var referer = request.getHeader("Referer");
    return referer != null && !originOf(referer).map(sites::contains).orElse(true);
  }

  boolean refusesForeign() {
    return plan.get().configuration().visitors().guard().foreignSites()
        == GuardConfiguration.ForeignSites.REFUSE;
  }

  void refused(String reason, int requests) {
    refusals
        .computeIfAbsent(
            reason,
            label ->
                Counter.builder("tagyard_requests_refused")
                    .description("Requests and connections that the guard ended")
                    .tag("reason", label)
                    .register(registry))
        .increment(requests);
  }

  private List<String> sites() {
    var visitors = plan.get().configuration().visitors();
    var sites = visitors.guard().sites();
    return sites.isEmpty() ? visitors.corsOrigins() : sites;
  }

  private String address(HttpServerRequest request) {
    Configuration.Public visitors = plan.get().configuration().visitors();
    var remote = request.remoteAddress();
    var peer = remote == null ? null : remote.hostAddress();
    if (peer == null) {
      return "";
    }
    return visitors.trustedProxies().isEmpty()
        ? peer
        : Addresses.client(
            peer,
            Optional.ofNullable(request.getHeader("X-Forwarded-For")),
            visitors.trustedProxies());
  }

  private static Optional<String> originOf(String referer) {
    try {
      var uri = URI.create(referer);
      return uri.getHost() == null
          ? Optional.empty()
          : Optional.of(uri.getScheme() + "://" + uri.getAuthority());
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }
}
