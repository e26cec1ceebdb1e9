package dev.tagyard.proxy.plan;

import dev.tagyard.proxy.visitor.Cidr;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/// Which addresses a destination's host name may stand for. A name of the configuration is the
/// operator's choice, what DNS makes of it is not: so a private, loopback, link-local or metadata
/// address is refused, unless it lies in a network that the operator lists.
///
/// @param networks that are listed
public record Egress(List<Cidr> networks) {
  public static final Egress PUBLIC = new Egress(List.of());

  /// What no public host has: <https://www.iana.org/assignments/iana-ipv4-special-registry> and its
  /// like for IPv6. Link-local has the cloud's metadata service.
  private static final List<Cidr> INNER =
      Stream.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "224.0.0.0/3",
              "::/96",
              "64:ff9b:1::/48",
              "fc00::/7",
              "fe80::/10",
              "fec0::/10",
              "ff00::/8")
          .map(Cidr::parse)
          .toList();

  /// IPv6 that carries an IPv4 address, and where in it: NAT64 and 6to4.
  private static final Cidr NAT64 = Cidr.parse("64:ff9b::/96");

  private static final Cidr SIX_TO_FOUR = Cidr.parse("2002::/16");

  public Egress {
    networks = List.copyOf(networks);
  }

  public boolean refuses(InetAddress address) {
    return networks.stream().noneMatch(network -> network.holds(address)) && isInner(address);
  }

  private static boolean isInner(InetAddress address) {
    if (INNER.stream().anyMatch(network -> network.holds(address))) {
      return true;
    }
    if (NAT64.holds(address)) {
      return isInner(v4(address, 12));
    }
    return SIX_TO_FOUR.holds(address) && isInner(v4(address, 2));
  }

  private static InetAddress v4(InetAddress carrier, int from) {
    var bytes = new byte[4];
    System.arraycopy(carrier.getAddress(), from, bytes, 0, bytes.length);
    try {
      return Inet4Address.getByAddress(bytes);
    } catch (java.net.UnknownHostException impossible) {
      throw new IllegalStateException("four bytes are an address", impossible);
    }
  }
}
