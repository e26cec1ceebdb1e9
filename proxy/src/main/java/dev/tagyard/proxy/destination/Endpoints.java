package dev.tagyard.proxy.destination;

import java.net.URI;
import java.util.Set;

/// The `endpoint` key that each destination has.
public final class Endpoints {
  private Endpoints() {}

  /// @throws IllegalArgumentException when it is not scheme, host and port alone
  public static URI check(URI endpoint) {
    var path = endpoint.getRawPath();
    var bare =
        endpoint.getScheme() != null
            && Set.of("http", "https").contains(endpoint.getScheme())
            && endpoint.getHost() != null
            && (path == null || path.isEmpty() || path.equals("/"))
            && endpoint.getRawQuery() == null
            && endpoint.getRawUserInfo() == null;
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
