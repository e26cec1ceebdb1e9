package dev.tagyard.proxy.visitor;

import com.google.common.net.InternetDomainName;
import java.util.Locale;
import java.util.Optional;

/// Which domain a first-party cookie is set on.
public final class CookieDomain {
  private final Optional<String> configured;

  /// @param configured overrides the registrable domain of the request's host
  public CookieDomain(Optional<String> configured) {
    this.configured = configured;
  }

  /// Empty for a host-only cookie: an address, a single label, a public suffix, or a host outside
  /// the configured domain.
  public String of(String hostHeader) {
    var host = host(hostHeader);
    if (configured.isPresent()) {
      var domain = configured.get();
      return host.equals(domain) || host.endsWith("." + domain) ? domain : "";
    }
    if (!InternetDomainName.isValid(host) || Addresses.parse(host).isPresent()) {
      return "";
    }
    var name = InternetDomainName.from(host);
    return name.isUnderPublicSuffix() ? name.topPrivateDomain().toString() : "";
  }

  /// Whether everybody may register below it, as below `co.uk`.
  public static boolean isPublicSuffix(String domain) {
    return InternetDomainName.isValid(domain) && InternetDomainName.from(domain).isPublicSuffix();
  }

  /// Whether it can be a cookie's domain at all: a name, or an address.
  public static boolean isDomain(String text) {
    return InternetDomainName.isValid(text) || Addresses.parse(text).isPresent();
  }

  private static String host(String header) {
    var colon = header.lastIndexOf(':');
    var host = colon > header.lastIndexOf(']') ? header.substring(0, colon) : header;
    return host.toLowerCase(Locale.ROOT);
  }
}
