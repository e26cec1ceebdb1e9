package dev.tagyard.proxy.visitor;

import java.net.InetAddress;
import java.util.Optional;

/// A block of addresses, such as `10.0.0.0/8`.
public record Cidr(String text, InetAddress network, int bits) {
  /// @throws IllegalArgumentException saying what was expected
  public static Cidr parse(String text) {
    var slash = text.indexOf('/');
    var network =
        Addresses.parse(slash < 0 ? text : text.substring(0, slash)).orElseThrow(() -> wrong(text));
    var width = network.getAddress().length * 8;
    var bits = slash < 0 ? Optional.of(width) : number(text.substring(slash + 1));
    if (bits.isEmpty() || bits.get() < 0 || bits.get() > width) {
      throw wrong(text);
    }
    return new Cidr(text, network, bits.get());
  }

  public boolean holds(InetAddress address) {
    var ours = network.getAddress();
    var theirs = address.getAddress();
    if (ours.length != theirs.length) {
      return false;
    }
    for (var bit = 0; bit < bits; bit += 8) {
      var mask = bits - bit >= 8 ? 0xff : 0xff << (8 - (bits - bit)) & 0xff;
      if ((ours[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }

  private static Optional<Integer> number(String text) {
    try {
      return Optional.of(Integer.parseInt(text));
    } catch (NumberFormatException notANumber) {
      return Optional.empty();
    }
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException(
        "must be an address block such as 10.0.0.0/8 or 2001:db8::/32, not \"" + text + "\"");
  }
}
