package dev.tagyard.proxy.doctor;

import dev.tagyard.proxy.plan.Configuration;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What DNS says of this server's host and of the site's, and what Safari makes of that: it cuts
/// cookies to seven days when the host is an alias that leads to another domain, or, without an
/// alias, when its address does not share the first half with the page's: 16 bits of IPv4, 64 of
/// IPv6. Of an IPv4 and an IPv6 address none ever shares it.
final class SiteDns {
  private static final String SAFARI = "safari";
  private static final String BETTER =
      "Serve it below a path of the site itself (public.prefix), or give it an A or AAAA record in"
          + " the site's own network, or put both behind the same CDN.";

  private SiteDns() {}

  static List<Finding> examine(Configuration.Public visitors, Names names) {
    var ours = Sites.ours(visitors);
    if (ours.isEmpty()) {
      return List.of(
          Finding.skipped("dns", "Not checked: public.url is not set.", "Set public.url."));
    }
    var host = ours.get();
    var addresses = names.addresses().apply(host);
    if (addresses.isEmpty()) {
      return List.of(
          Finding.fail(
              "dns",
              host + " has no address.",
              "Make an A (and AAAA) record for " + host + ", or mend public.url."));
    }
    var findings = new ArrayList<Finding>();
    findings.add(Finding.ok("dns", host + " has " + text(addresses) + "."));
    for (var page : Sites.ofPages(visitors)) {
      if (!Sites.isLocal(page)) {
        findings.add(safari(host, addresses, page, names));
      }
    }
    return findings;
  }

  private static Finding safari(
      String host, List<InetAddress> addresses, String page, Names names) {
    var site = Sites.registrable(page);
    if (host.equals(page)) {
      return Finding.ok(SAFARI, host + " is the page's own host: Safari keeps its cookies.");
    }
    if (site.isEmpty() || !Sites.registrable(host).equals(site)) {
      return Finding.warn(
          SAFARI,
          host + " is of another site than " + page + ": Safari keeps no cookie of it.",
          "Give the site an address of its own for Tagyard, such as t."
              + (site.isEmpty() ? page : site)
              + ".");
    }
    var alias = names.alias().apply(host).map(Sites::registrable);
    if (alias.isPresent()) {
      var pagesOwn = names.alias().apply(page).map(Sites::registrable);
      return alias.get().equals(site) || alias.equals(pagesOwn)
          ? Finding.ok(SAFARI, host + " is an alias as " + page + " is: Safari keeps its cookies.")
          : Finding.warn(
              SAFARI,
              host
                  + " is a CNAME that leads out of "
                  + site
                  + ": Safari keeps its cookies for 7 days.",
              BETTER);
    }
    return byAddress(host, addresses, page, names.addresses().apply(page));
  }

  private static Finding byAddress(
      String host, List<InetAddress> ours, String page, List<InetAddress> theirs) {
    if (theirs.isEmpty()) {
      return Finding.skipped(
          SAFARI, "Not checked: " + page + " has no address.", "Mend public.cors_origins.");
    }
    // Browsers take one family for both where both have it.
    var matching =
        theirs.stream()
            .flatMap(their ->
                ours.stream()
                    .filter(our -> isV6(our) == isV6(their))
                    .map(our -> shareHalf(their, our)))
            .toList();
    if (matching.isEmpty() || matching.contains(false)) {
      return Finding.warn(
          SAFARI,
          host
              + " ("
              + text(ours)
              + ") and "
              + page
              + " ("
              + text(theirs)
              + (matching.contains(true) ? ") are not always" : ") are not")
              + " in one network: Safari keeps its cookies for 7 days.",
          BETTER);
    }
    var families = families(theirs);
    if (families(ours).equals(families)) {
      return Finding.ok(
          SAFARI, host + " is in the same network as " + page + ": Safari keeps its cookies.");
    }
    return families.size() == 1
        ? lacking(page, families, host)
        : lacking(host, families(ours), page);
  }

  /// One that has addresses of one family alone, the other of both.
  private static Finding lacking(String one, Set<String> family, String both) {
    var record = family.contains("A") ? "AAAA" : "A";
    return Finding.warn(
        SAFARI,
        one
            + " has no "
            + record
            + " record and "
            + both
            + " has one: Safari keeps the cookies for 7 days when it uses that one.",
        "Give both hosts A and AAAA records, or both the same one of them.");
  }

  /// By their records.
  private static Set<String> families(List<InetAddress> addresses) {
    return addresses.stream()
        .map(address -> isV6(address) ? "AAAA" : "A")
        .collect(Collectors.toSet());
  }

  private static boolean isV6(InetAddress address) {
    return address instanceof Inet6Address;
  }

  static boolean shareHalf(InetAddress one, InetAddress other) {
    var first = one.getAddress();
    var second = other.getAddress();
    var half = first.length == 4 ? 2 : 8;
    return first.length == second.length
        && Arrays.equals(Arrays.copyOf(first, half), Arrays.copyOf(second, half));
  }

  private static String text(List<InetAddress> addresses) {
    return String.join(", ", addresses.stream().map(InetAddress::getHostAddress).toList());
  }
}
