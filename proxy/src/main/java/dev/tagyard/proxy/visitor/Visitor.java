package dev.tagyard.proxy.visitor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.consent.Region;
import dev.tagyard.proxy.source.Inbound;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// What the server sees of whoever sent a request.
///
/// @param address empty when it cannot be told
/// @param language the first that the browser prefers
public record Visitor(
    String address, Optional<String> userAgent, Optional<String> language, Region region) {
  private static final int LONGEST_AGENT = 512;

  /// ISO 3166-2, with its country or without.
  private static final Pattern SUBDIVISION = Pattern.compile("(?:[A-Za-z]{2}-)?([A-Za-z0-9]{1,3})");

  /// Country headers of content delivery networks; believed from a trusted proxy only.
  private static final List<String> COUNTRY_HEADERS =
      List.of(
          "cf-ipcountry",
          "cloudfront-viewer-country",
          "x-vercel-ip-country",
          "x-appengine-country",
          "x-gclb-country");

  private static final List<String> REGION_HEADERS =
      List.of(
          "cf-region-code",
          "cloudfront-viewer-country-region",
          "x-vercel-ip-country-region",
          "x-gclb-region");

  /// @param regions go before a CDN's header
  public static Visitor of(Inbound inbound, List<Cidr> trustedProxies, Regions regions) {
    var peer = Addresses.parse(inbound.peer());
    var behindProxy = peer.filter(hop -> Addresses.isTrusted(hop, trustedProxies)).isPresent();
    var forwardedFor = inbound.header("x-forwarded-for").map(List::of).orElse(List.of());
    var address =
        peer.map(hop -> Addresses.client(hop, forwardedFor, trustedProxies).getHostAddress())
            .orElse("");
    var known = regions.of(address);
    return new Visitor(
        address,
        inbound.header("user-agent").map(Visitor::bounded),
        inbound.header("accept-language").map(Visitor::firstLanguage).filter(l -> !l.isEmpty()),
        known.country().isPresent() || !behindProxy
            ? known
            : new Region(
                first(inbound, COUNTRY_HEADERS).filter(Visitor::isCountry),
                first(inbound, REGION_HEADERS).map(Visitor::subdivision)));
  }

  /// What a backend says of the visitor in its event's `visitor` object; its own connection says
  /// nothing.
  public static Visitor ofTrusted(ObjectNode event, Regions regions) {
    var said = event.path("visitor");
    var address =
        text(said.path("ip")).flatMap(Addresses::parse).map(a -> a.getHostAddress()).orElse("");
    var country =
        text(said.path("country"))
            .map(code -> code.toUpperCase(Locale.ROOT))
            .filter(Visitor::isCountry);
    return new Visitor(
        address,
        text(said.path("user_agent")).map(Visitor::bounded),
        text(said.path("language")),
        country.isPresent()
            ? new Region(country, text(said.path("region")).map(Visitor::subdivision))
            : regions.of(address));
  }

  /// Writes the `visitor` object of an event and completes its `ids`.
  ///
  /// @param inbound whose cookies are read; absent for a backend's event
  /// @param clickParameter of the page's address, which holds the click id of partners
  public void describe(
      ObjectNode event, Optional<Inbound> inbound, Optional<String> clickParameter, Instant now) {
    // A backend may know the visitor id: its own pages get the cookie too.
    var id = text(event.path("visitor").path("id"));
    var seen = event.putObject("visitor");
    id.ifPresent(known -> seen.put("id", known));
    if (!address.isEmpty()) {
      seen.put("ip", address);
    }
    userAgent.ifPresent(agent -> seen.put("user_agent", agent));
    language.ifPresent(tag -> seen.put("language", tag));
    region.country().ifPresent(country -> seen.put("country", country));
    region.subdivision().ifPresent(part -> seen.put("region", part));
    var ids = event.path("ids") instanceof ObjectNode known ? known : event.putObject("ids");
    var clicks = new ClickIdentifiers(ids, now);
    var url = event.path("page").path("url").asText();
    clicks.fromPage(url);
    inbound.ifPresent(request -> {
      clicks.fromScript();
      clicks.fromCookies(request);
    });
    clickParameter.ifPresent(name -> clicks.clickId(url, name));
    if (ids.isEmpty()) {
      event.remove("ids");
    }
  }

  private static Optional<String> first(Inbound inbound, List<String> headers) {
    for (var header : headers) {
      var value = inbound.header(header);
      if (value.isPresent()) {
        return value.map(text -> text.toUpperCase(Locale.ROOT));
      }
    }
    return Optional.empty();
  }

  /// The part after the dash, also of a whole `US-CA`, in capitals; a name stays as it is.
  private static String subdivision(String said) {
    var code = SUBDIVISION.matcher(said);
    return code.matches() ? code.group(1).toUpperCase(Locale.ROOT) : said;
  }

  /// `XX` (unknown) and `T1` (Tor) are no countries.
  private static boolean isCountry(String code) {
    return code.length() == 2
        && code.chars().allMatch(letter -> letter >= 'A' && letter <= 'Z')
        && !code.equals("XX");
  }

  private static String firstLanguage(String header) {
    var end = header.indexOf(',');
    var first = end < 0 ? header : header.substring(0, end);
    var quality = first.indexOf(';');
    var tag = (quality < 0 ? first : first.substring(0, quality)).trim();
    return tag.length() <= 35 && !tag.equals("*") ? tag.toLowerCase(Locale.ROOT) : "";
  }

  private static String bounded(String agent) {
    return agent.length() <= LONGEST_AGENT ? agent : agent.substring(0, LONGEST_AGENT);
  }

  /// A text, or a number as one. Anything else, `null` above all, says nothing.
  private static Optional<String> text(JsonNode value) {
    return value.isTextual() || value.isNumber()
        ? Optional.of(value.asText()).filter(text -> !text.isBlank())
        : Optional.empty();
  }
}
