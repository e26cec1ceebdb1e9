package dev.tagyard.proxy.destination;

import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where requests go, and the `endpoint` key that each destination has.
public final class Endpoints {
  /// Where Java takes the name for none, as one with an underscore.
  private static final Pattern AUTHORITY =
      Pattern.compile("(?:[^@]*@)?(?<host>[^@:]+)(?::(?<port>[0-9]{0,5}))?");

  private Endpoints() {}

  /// Also of a name with an underscore; empty where there is none.
  public static String host(URI uri) {
    return uri.getHost() == null ? named(uri, "host").orElse("") : uri.getHost();
  }

  public static int port(URI uri) {
    var given =
        uri.getHost() == null
            ? named(uri, "port").filter(text -> !text.isEmpty()).map(Integer::parseInt).orElse(-1)
            : uri.getPort();
    return given >= 0 ? given : isSecure(uri) ? 443 : 80;
  }

  public static boolean isSecure(URI uri) {
    return "https".equals(uri.getScheme());
  }

  private static Optional<String> named(URI uri, String part) {
    return Optional.ofNullable(uri.getRawAuthority())
        .map(AUTHORITY::matcher)
        .filter(Matcher::matches)
        .map(found -> found.group(part));
  }

  /// @throws IllegalArgumentException when it is not scheme, host and port alone
  public static URI check(URI endpoint) {
    if (endpoint.getRawAuthority() != null && endpoint.getRawAuthority().contains("@")) {
      throw new IllegalArgumentException("endpoint must hold no user and password");
    }
    var path = endpoint.getRawPath();
    var bare =
        endpoint.getScheme() != null
            && Set.of("http", "https").contains(endpoint.getScheme())
            && !host(endpoint).isEmpty()
            && (path == null || path.isEmpty() || path.equals("/"))
            && endpoint.getRawQuery() == null;
    if (!bare) {
      throw new IllegalArgumentException(
          "endpoint must be scheme, host and port such as http://127.0.0.1:9901, not \""
              + endpoint
              + "\"");
    }
    return endpoint;
  }

  /// The vendor's address with the endpoint's scheme, host and port.
  public static URI onto(URI vendor, URI endpoint) {
    var query = vendor.getRawQuery() == null ? "" : "?" + vendor.getRawQuery();
    return URI.create(
        endpoint.getScheme() + "://" + endpoint.getRawAuthority() + vendor.getRawPath() + query);
  }
}
