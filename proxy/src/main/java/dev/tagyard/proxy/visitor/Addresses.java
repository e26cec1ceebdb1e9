package dev.tagyard.proxy.visitor;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
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
  /// the hop is trusted. A hop that cannot be read ends the walk at the one before it. Reads no
  /// more of the headers than it needs.
  ///
  /// @param forwardedFor the headers of that name in their order
  public static InetAddress client(
      InetAddress peer, List<String> forwardedFor, List<Cidr> trusted) {
    var current = peer;
    for (var header : forwardedFor.reversed()) {
      var end = header.length();
      while (end >= 0) {
        if (!isTrusted(current, trusted)) {
          return current;
        }
        var comma = header.lastIndexOf(',', end - 1);
        var next = parse(header.substring(comma + 1, end));
        if (next.isEmpty()) {
          return current;
        }
        current = next.get();
        end = comma;
      }
    }
    return current;
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
  public static boolean isPrivate(InetAddress address) {
    var bytes = address.getAddress();
    return address.isLoopbackAddress()
        || address.isSiteLocalAddress()
        || address.isLinkLocalAddress()
        // Shared address space, 100.64.0.0/10, and unique local addresses of IPv6, fc00::/7.
        || (bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64)
        || (bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc);
  }

  /// Who is behind an address, as far as it tells: the address itself, of IPv6 its /64, all of
  /// which one customer has.
  public static long network(InetAddress address) {
    var bytes = ByteBuffer.wrap(address.getAddress());
    return bytes.remaining() == 4 ? bytes.getInt() & 0xffff_ffffL : bytes.getLong();
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
