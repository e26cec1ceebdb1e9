package dev.tagyard.proxy.doctor;

import dev.tagyard.proxy.plan.Configuration;
import dev.tagyard.proxy.visitor.Addresses;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the configuration itself shows: each key is right, and together they are not.
final class Settings {
  private static final int SHORTEST_KEY = 16;

  private Settings() {}

  static List<Finding> examine(Configuration configuration) {
    var findings = new ArrayList<Finding>();
    findings.add(url(configuration.visitors()));
    findings.add(proxies(configuration.visitors()));
    findings.add(origins(configuration.visitors()));
    findings.add(admin(configuration.admin()));
    findings.add(dataKey(configuration));
    configuration.sources().server().map(Settings::apiKeys).ifPresent(findings::add);
    return findings;
  }

  private static Finding url(Configuration.Public visitors) {
    if (visitors.url().isEmpty()) {
      return Finding.warn(
          "url",
          "public.url is not set, so cookies are not Secure and much cannot be checked here.",
          "Set public.url to the address that visitors use, such as https://t.example.com.");
    }
    return visitors.secure()
        ? Finding.ok("url", "Visitors use " + visitors.url().get() + ".")
        : Finding.warn(
            "url",
            "public.url is not https: browsers on https pages will not talk to it.",
            "Use TLS, by public.tls or by a proxy in front, and write https in public.url.");
  }

  /// Where TLS or a loopback address tells that a proxy stands in front, its word must count.
  private static Finding proxies(Configuration.Public visitors) {
    var loopback = isLoopback(visitors.listen().host());
    var proxied = loopback || (visitors.secure() && visitors.tls().isEmpty());
    if (!visitors.trustedProxies().isEmpty()) {
      return Finding.ok(
          "trusted_proxies",
          "X-Forwarded-For is believed from "
              + visitors.trustedProxies().stream().map(block -> block.text()).toList()
              + ".");
    }
    if (loopback && Sites.ours(visitors).map(Sites::isLocal).orElse(true)) {
      return Finding.warn(
          "trusted_proxies",
          "Only this machine reaches the server, and no proxy is trusted that others might use.",
          "To try it out that is right; else set public.url, and public.trusted_proxies to the"
              + " proxy's addresses.");
    }
    return proxied
        ? Finding.fail(
            "trusted_proxies",
            (loopback
                    ? "The server answers this machine alone"
                    : "public.url is https without TLS here")
                + ", so a proxy stands in front, and none is trusted: all visitors seem to have its"
                + " address.",
            "Set public.trusted_proxies to the proxy's addresses, or to the CDN's published"
                + " networks.")
        : Finding.ok("trusted_proxies", "No proxy is trusted, and none seems to be in front.");
  }

  private static Finding origins(Configuration.Public visitors) {
    var origins = visitors.corsOrigins();
    if (origins.isEmpty()) {
      return Finding.warn(
          "cors_origins",
          "No page may read answers: browsers report errors"
              + (visitors.guard().sites().isEmpty() ? ", and no page's origin is checked." : "."),
          "Set public.cors_origins to your pages' origins, such as https://www.example.com.");
    }
    var wrong = origins.stream().filter(origin -> !isOrigin(origin)).toList();
    if (!wrong.isEmpty()) {
      return Finding.fail(
          "cors_origins",
          "These never match what a browser sends: " + wrong + ".",
          "Write scheme and host alone, in lower case, with a port only if it is not the usual one:"
              + " https://www.example.com.");
    }
    var ours = Sites.ours(visitors).map(Sites::registrable).filter(site -> !site.isEmpty());
    var foreign =
        origins.stream()
            .filter(origin -> Sites.host(origin).filter(Sites::isLocal).isEmpty())
            .filter(origin ->
                ours.isPresent() && !Sites.host(origin).map(Sites::registrable).equals(ours))
            .toList();
    return foreign.isEmpty()
        ? Finding.ok("cors_origins", "Pages of " + origins + " may read answers.")
        : Finding.warn(
            "cors_origins",
            "To pages of " + foreign + " this server is a third party: its cookies are not kept.",
            "Give each site an address of its own below its own domain.");
  }

  private static boolean isOrigin(String origin) {
    return origin.matches("https?://([a-z0-9.-]+|\\[[0-9a-f:]+])(:[0-9]{1,5})?")
        && !origin.matches("http://.*:80|https://.*:443");
  }

  private static Finding admin(Configuration.Admin admin) {
    var host = admin.listen().host();
    if (isLoopback(host)) {
      return Finding.ok("admin", "The admin listener answers this machine alone.");
    }
    var inside = Addresses.parse(host).filter(address -> !address.isAnyLocalAddress());
    return inside.filter(Addresses::isPrivate).isPresent()
        ? Finding.ok("admin", "The admin listener answers the private network of " + host + ".")
        : Finding.warn(
            "admin",
            "The admin listener answers on " + host + ", perhaps to everybody.",
            "Set admin.listen to a loopback or private address, or keep visitors from the port by"
                + " a firewall.");
  }

  private static Finding dataKey(Configuration configuration) {
    return configuration.privacy().key().isPresent()
        ? Finding.ok("data_key", "What is written is sealed under a key of yours.")
        : Finding.warn(
            "data_key",
            "The key lies beside the data that it seals, in data.dir.",
            "Give privacy.key from the environment or a file kept elsewhere; it takes an empty"
                + " data.dir.");
  }

  private static Finding apiKeys(Configuration.Server server) {
    var weak =
        server.apiKeys().stream().filter(key -> key.reveal().length() < SHORTEST_KEY).count();
    return weak == 0
        ? Finding.ok("api_keys", server.apiKeys().size() + " API key(s) for server events.")
        : Finding.warn(
            "api_keys",
            weak + " API key(s) are shorter than " + SHORTEST_KEY + " characters.",
            "Make new ones: head -c 24 /dev/urandom | base64.");
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost")
        || Optional.of(host)
            .flatMap(Addresses::parse)
            .filter(InetAddress::isLoopbackAddress)
            .isPresent();
  }
}
