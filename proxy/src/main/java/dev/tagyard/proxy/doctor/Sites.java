package dev.tagyard.proxy.doctor;

import dev.tagyard.proxy.plan.Configuration;
import dev.tagyard.proxy.visitor.CookieDomain;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The hosts that a configuration speaks of.
final class Sites {
  private Sites() {}

  /// The host that visitors reach this server by.
  static Optional<String> ours(Configuration.Public visitors) {
    return visitors.url().flatMap(url -> Optional.ofNullable(url.getHost())).map(Sites::lower);
  }

  /// Hosts of the pages that send.
  static List<String> ofPages(Configuration.Public visitors) {
    return Stream.concat(visitors.corsOrigins().stream(), visitors.guard().sites().stream())
        .flatMap(origin -> host(origin).stream())
        .distinct()
        .toList();
  }

  static Optional<String> host(String origin) {
    try {
      return Optional.ofNullable(URI.create(origin).getHost()).map(Sites::lower);
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }

  /// Empty for an address, a name without a dot, and what everybody may register below.
  static String registrable(String host) {
    return new CookieDomain(Optional.empty()).of(host);
  }

  static boolean isLocal(String host) {
    return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
  }

  private static String lower(String host) {
    return host.toLowerCase(Locale.ROOT);
  }
}
