package dev.tagyard.proxy.http;

import dev.tagyard.proxy.plan.GuardConfiguration;
import dev.tagyard.proxy.plan.Plan;
import dev.tagyard.proxy.visitor.Addresses;
import dev.tagyard.rules.yaml.Secret;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What stands between the internet and the routes: a rate for each address, a cap on connections
/// and on what bodies take, and a look at where a page's request comes from. One for all event
/// loops; memory is bounded whatever is sent.
final class Guard {
  private static final CharSequence FORWARDED_FOR = HttpHeaders.createOptimized("X-Forwarded-For");

  private final Supplier<Plan> plan;
  private final RateLimit rate;
  private final ConnectionCap connections;
  private final BodyMemory bodies = BodyMemory.ofHeap();
  private final MeterRegistry registry;
  private final Map<String, Counter> refusals = new ConcurrentHashMap<>();

  Guard(Supplier<Plan> plan, MeterRegistry registry) {
    this.plan = plan;
    this.rate = new RateLimit(limits().addresses());
    this.connections = new ConnectionCap();
    this.registry = registry;
    Gauge.builder("tagyard_connections", connections, ConnectionCap::open)
        .description("Connections of visitors open now")
        .strongReference(true)
        .register(registry);
    Gauge.builder("tagyard_rate_addresses", rate, RateLimit::size)
        .description("Addresses whose rate is watched")
        .strongReference(true)
        .register(registry);
    Gauge.builder("tagyard_request_body_bytes", bodies, BodyMemory::taken)
        .description("Bytes of bodies of requests under way")
        .strongReference(true)
        .register(registry);
  }

  BodyMemory bodies() {
    return bodies;
  }

  long requestMillis() {
    return limits().requestTimeout().toMillis();
  }

  private GuardConfiguration limits() {
    return plan.get().configuration().visitors().guard();
  }

  /// Whose connections are counted together with this peer's; empty where it is a proxy of ours.
  OptionalLong countedAs(@Nullable SocketAddress peer) {
    return address(peer)
        .filter(this::isVisitors)
        .map(address -> OptionalLong.of(Addresses.network(address)))
        .orElse(OptionalLong.empty());
  }

  /// @return false when the house is full, in all or for this one
  boolean opened(OptionalLong network) {
    var limits = limits();
    return switch (connections.opened(
        network, limits.connections(), limits.connectionsPerAddress())) {
      case OPEN -> true;
      case FULL -> {
        refused("connections", 1);
        yield false;
      }
      case FULL_FOR_NETWORK -> {
        refused("connections_per_address", 1);
        yield false;
      }
    };
  }

  void closed(OptionalLong network) {
    connections.closed(network);
  }

  /// Whether the address may make this request. A backend with an API key is not counted, nor is an
  /// address of a private network: that is a proxy which is not among `trusted_proxies`, and behind
  /// it are all visitors.
  boolean admits(HttpServerRequest request) {
    var client = client(request);
    var limits = limits();
    if (client.isEmpty()
        || Addresses.isPrivate(client.get())
        || isBackend(request)
        || rate.admit(
            Addresses.network(client.get()),
            limits.ratePerSecond(),
            limits.burst(),
            System.nanoTime())) {
      return true;
    }
    refused("rate", 1);
    return false;
  }

  /// Whether the request carries one of the API keys.
  boolean isBackend(HttpServerRequest request) {
    var authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
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
    var origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin != null && !origin.equals("null")) {
      return !sites.contains(origin);
    }
    var referer = request.getHeader(HttpHeaders.REFERER);
    return referer != null && !originOf(referer).map(sites::contains).orElse(true);
  }

  boolean refusesForeign() {
    return limits().foreignSites() == GuardConfiguration.ForeignSites.REFUSE;
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

  /// The visitor's address, read once.
  private Optional<InetAddress> client(HttpServerRequest request) {
    var trusted = plan.get().configuration().visitors().trustedProxies();
    return address(request.remoteAddress())
        .map(peer ->
            Addresses.isTrusted(peer, trusted)
                ? Addresses.client(peer, request.headers().getAll(FORWARDED_FOR), trusted)
                : peer);
  }

  private boolean isVisitors(InetAddress peer) {
    return !Addresses.isPrivate(peer)
        && !Addresses.isTrusted(peer, plan.get().configuration().visitors().trustedProxies());
  }

  private static Optional<InetAddress> address(@Nullable SocketAddress peer) {
    return Optional.ofNullable(peer)
        .flatMap(known -> Optional.ofNullable(known.hostAddress()))
        .flatMap(Addresses::parse);
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
