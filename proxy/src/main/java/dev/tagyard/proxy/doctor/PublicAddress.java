package dev.tagyard.proxy.doctor;

import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.plan.Configuration;
import dev.tagyard.proxy.visitor.Addresses;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a visitor finds at `public.url`, seen from this machine.
final class PublicAddress {
  private static final String NAME = "public_address";

  /// A header that this CDN sends, and its name.
  private static final Map<String, String> CDNS =
      Map.of(
          "cf-ray", "Cloudflare",
          "x-amz-cf-id", "CloudFront",
          "x-served-by", "Fastly",
          "x-azure-ref", "Azure Front Door",
          "x-vercel-id", "Vercel",
          "x-nf-request-id", "Netlify");

  private PublicAddress() {}

  static List<Finding> examine(Configuration.Public visitors, Web web) {
    if (visitors.url().isEmpty()) {
      return List.of(
          Finding.skipped(NAME, "Not checked: public.url is not set.", "Set public.url."));
    }
    var uri = visitors.url().get().resolve(visitors.prefix().orElse("") + "/ty.json");
    return switch (web.send(new HttpCall("GET", uri, Map.of(), ""))) {
      case Web.Answer.Unreachable(var why, var untrusted) when untrusted ->
          List.of(
              Finding.fail(
                  NAME,
                  uri + ": " + why + ".",
                  "Browsers refuse it, too. Renew the certificate, for this name and with the whole"
                      + " chain, where TLS ends."));
      case Web.Answer.Unreachable(var why, _) ->
          List.of(
              Finding.warn(
                  NAME,
                  uri + " cannot be reached from here: " + why + ".",
                  "Start the server; look at DNS, firewall and proxy. Some networks do not let a"
                      + " machine reach its own public address."));
      case Web.Answer.Replied(var reply) -> List.of(answered(visitors, uri.toString(), reply));
    };
  }

  private static Finding answered(Configuration.Public visitors, String uri, HttpReply reply) {
    if (reply.status() != 200 || !reply.body().contains("\"integrity\"")) {
      return Finding.fail(
          NAME,
          uri + " answers " + reply.status() + ", and not as Tagyard does.",
          "Something else answers there: look at public.url, public.prefix and the proxy.");
    }
    var cdn = cdn(reply);
    // A CDN's machines have public addresses.
    var trusted =
        visitors.trustedProxies().stream().anyMatch(block -> !Addresses.isPrivate(block.network()));
    return cdn.isPresent() && !trusted
        ? Finding.fail(
            NAME,
            cdn.get()
                + " stands in front, and public.trusted_proxies has none of its addresses: visitors"
                + " seem to have them.",
            "Add the published networks of " + cdn.get() + " to public.trusted_proxies.")
        : Finding.ok(NAME, uri + " answers" + cdn.map(by -> " by " + by).orElse("") + ".");
  }

  private static Optional<String> cdn(HttpReply reply) {
    return CDNS.entrySet().stream()
        .filter(cdn -> reply.header(cdn.getKey()).filter(it -> isOf(cdn.getKey(), it)).isPresent())
        .map(Map.Entry::getValue)
        .sorted()
        .findFirst();
  }

  /// Other proxies, too, tell by `X-Served-By` who they are; Fastly such as cache-fra-etou8220100.
  private static boolean isOf(String header, String value) {
    return !header.equals("x-served-by") || value.startsWith("cache-");
  }
}
