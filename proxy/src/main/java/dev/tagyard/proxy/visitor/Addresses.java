package dev.tagyard.proxy.visitor;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/// Reads addresses as proxies write them, and finds the visitor's among them. Never asks DNS.
public final class Addresses {
  private Addresses() {}

  /// `1.2.3.4`, `1.2.3.4:5678`, `2001:db8::1`, `[2001:db8::1]:443`; IPv4 in IPv6 becomes IPv4.
  public static Optional<InetAddress> parse(String text) {
    var address = text.trim();
    if (address.startsWith("[")) {
      var end = address.indexOf(']');
      address = end < 0 ? "" : address.substring(1, end);
    } else if (address.indexOf(':') >= 0 && address.indexOf(':') == address.lastIndexOf(':')) {
      address = address.substring(0, address.indexOf(':'));
    }
    try {
      return Optional.of(InetAddress.ofLiteral(address));
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }

  /// The visitor's address: from the socket's peer leftwards through `X-Forwarded-For`, as long as
  /// the hop is trusted. A hop that cannot be read ends the walk at the one before it.
  public static String client(String peer, Optional<String> forwardedFor, List<Cidr> trusted) {
    var hop = parse(peer);
    if (hop.isEmpty()) {
      return "";
    }
    var current = hop.get();
    var hops = forwardedFor.map(header -> header.split(",", -1)).orElse(new String[0]);
    for (var i = hops.length - 1; i >= 0 && isTrusted(current, trusted); i--) {
      var next = parse(hops[i]);
      if (next.isEmpty()) {
        break;
      }
      current = next.get();
    }
    return current.getHostAddress();
  }

  public static boolean isTrusted(InetAddress address, List<Cidr> trusted) {
    for (var block : trusted) {
      if (block.holds(address)) {
        return true;
      }
    }
    return false;
  }

  /// Whether an address is of this machine or a private network: a proxy's or a test's, and no
  /// visitor's.
  public static boolean isPrivate(String address) {
    return parse(address)
        .map(known ->
            known.isLoopbackAddress()
                || known.isSiteLocalAddress()
                || known.isLinkLocalAddress()
                // Unique local addresses of IPv6, fc00::/7.
                || (known.getAddress().length == 16 && (known.getAddress()[0] & 0xfe) == 0xfc))
        .orElse(false);
  }

  /// The address with its last part zeroed: a /24 or a /48.
  public static Optional<String> coarse(String address) {
    return parse(address)
        .map(exact -> {
          var bytes = exact.getAddress();
          for (var i = bytes.length == 4 ? 3 : 6; i < bytes.length; i++) {
            bytes[i] = 0;
          }
          return bytes;
        })
        .flatMap(Addresses::text);
  }

  private static Optional<String> text(byte[] address) {
    try {
      return Optional.of(InetAddress.getByAddress(address).getHostAddress());
    } catch (UnknownHostException wrongLength) {
      return Optional.empty();
    }
  }
}
