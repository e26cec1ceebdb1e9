package dev.tagyard.proxy.standin;

import dev.tagyard.proxy.packaged.Packaged;
import java.net.URI;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// A configuration of all vendors besides the contract's three, at stand-ins: the demo's.
public final class OtherVendors {
  private static final Pattern ENDPOINT = Pattern.compile("%(\\w+)%");

  private OtherVendors() {}

  /// The entries of `destinations`.
  ///
  /// @param endpoint of a vendor by its type
  public static String yaml(Function<String, URI> endpoint) {
    Function<MatchResult, String> address = found -> endpoint.apply(found.group(1)).toString();
    return ENDPOINT.matcher(Packaged.text("demo/vendors.yaml")).replaceAll(address);
  }
}
