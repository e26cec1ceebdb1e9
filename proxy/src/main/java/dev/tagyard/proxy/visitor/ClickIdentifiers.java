package dev.tagyard.proxy.visitor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.proxy.source.Inbound;
import dev.tagyard.proxy.source.Query;
import dev.tagyard.proxy.source.Texts;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Fills `ids` from cookies and from the page's address, with the time each click id was first
/// seen. What the request itself said stands; values are kept byte for byte.
final class ClickIdentifiers {
  private static final int LONGEST = 512;
  private static final Pattern TIME = Pattern.compile("[0-9]{1,14}");
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Duration AHEAD = Duration.ofDays(1);

  /// Query parameter → key in `ids`. Names are case-sensitive. Source: click identifier table of
  /// the inbound reference, read 2026-11-22.
  private static final Map<String, String> PARAMETERS =
      Map.ofEntries(
          Map.entry("gclid", "gclid"),
          Map.entry("wbraid", "wbraid"),
          Map.entry("gbraid", "gbraid"),
          Map.entry("dclid", "dclid"),
          Map.entry("fbclid", "fbclid"),
          Map.entry("ttclid", "ttclid"),
          Map.entry("msclkid", "msclkid"),
          Map.entry("li_fat_id", "li_fat_id"),
          Map.entry("epik", "epik"),
          Map.entry("ScCid", "sccid"),
          Map.entry("sccid", "sccid"),
          Map.entry("rdt_cid", "rdt_cid"),
          Map.entry("twclid", "twclid"),
          Map.entry("oppref", "oppref"),
          Map.entry("_ef_transaction_id", "ef_transaction_id"),
          Map.entry("irclickid", "irclickid"),
          Map.entry("im_ref", "irclickid"),
          Map.entry("cjevent", "cjevent"),
          Map.entry("CJEVENT", "cjevent"),
          Map.entry("awc", "awc"),
          Map.entry("ranSiteID", "ransiteid"),
          Map.entry("tduid", "tduid"));

  /// Cookies that hold an id byte for byte → key in `ids`. Source: the same table.
  private static final Map<String, String> PLAIN_COOKIES =
      Map.of("_gcl_au", "gcl_au", "ttclid", "ttclid", "_ttp", "ttp", "ty_click", "click_id");

  /// Cookies that hold an id, perhaps percent-encoded → key in `ids`. Source: the same table.
  private static final Map<String, String> VENDOR_COOKIES =
      Map.ofEntries(
          Map.entry("_uetvid", "uetvid"),
          Map.entry("li_fat_id", "li_fat_id"),
          Map.entry("_epik", "epik"),
          Map.entry("_scclid", "sccid"),
          Map.entry("_scid", "scid"),
          Map.entry("_rdt_cid", "rdt_cid"),
          Map.entry("_rdt_uuid", "rdt_uuid"),
          Map.entry("twclid", "twclid"),
          Map.entry("cje", "cjevent"),
          Map.entry("awin_awc", "awc"),
          Map.entry("ef_transaction_id", "ef_transaction_id"));

  private final ObjectNode ids;
  private final Instant now;

  ClickIdentifiers(ObjectNode ids, Instant now) {
    this.ids = ids;
    this.now = now;
  }

  /// What stands in the page's query or fragment was seen now, unless a cookie knows better.
  void fromPage(String url) {
    var query = url.indexOf('?');
    var fragment = url.indexOf('#');
    if (query >= 0) {
      parameters(url.substring(query + 1, fragment > query ? fragment : url.length()));
    }
    if (fragment >= 0) {
      parameters(url.substring(fragment + 1));
    }
  }

  void fromCookies(Inbound inbound) {
    inbound
        .cookies()
        .forEach((name, value) -> {
          if (!value.isEmpty()) {
            fromCookie(name, value);
          }
        });
    GoogleSessions.of(inbound.cookies()).ifPresent(all -> keep("ga_sessions", all));
  }

  private void fromCookie(String name, String value) {
    switch (name) {
      case "_fbp" -> keep("fbp", Query.decode(value));
      case "_fbc" -> fbc(Query.decode(value));
      case "_ga" -> clientId(value).ifPresent(id -> keep("ga", id));
      case "_gcl_aw" -> googleClick("gclid", value);
      case "_gcl_gb" -> googleClick("wbraid", value);
      case "_gcl_dc" -> googleClick("dclid", value);
      case "_uetmsclkid" -> {
        if (value.startsWith("_uet")) {
          keep("msclkid", value.substring(4));
        }
      }
      default -> {
        var plain = PLAIN_COOKIES.get(name);
        var vendors = VENDOR_COOKIES.get(name);
        if (plain != null) {
          keep(plain, value);
        } else if (vendors != null) {
          keep(vendors, Query.decode(value));
        }
      }
    }
  }

  private void parameters(String query) {
    for (var parameter : Query.parse(query)) {
      var key = PARAMETERS.get(parameter.getKey());
      if (key != null && !parameter.getValue().isEmpty()) {
        click(key, parameter.getValue(), now);
      }
    }
  }

  /// `fb.INDEX.MILLISECONDS.FBCLID`, perhaps with a suffix. The cookie stands for the click on the
  /// page when it holds the same click id: then it knows when that was first seen.
  private void fbc(String cookie) {
    var fields = cookie.split("\\.", -1);
    if (fields.length < 4 || !fields[0].equals("fb")) {
      return;
    }
    var onPage = ids.path("fbclid").asText();
    if (onPage.isEmpty() || onPage.equals(fields[3])) {
      keep("fbc", cookie);
      time(fields[2], 1).ifPresent(at -> seen("fbclid", at));
      keep("fbclid", fields[3]);
    }
  }

  /// `GCL.SECONDS.ID`.
  private void googleClick(String key, String cookie) {
    var fields = cookie.split("\\.", -1);
    if (fields.length < 3) {
      return;
    }
    var onPage = ids.path(key).asText();
    if (onPage.isEmpty() || onPage.equals(fields[2])) {
      time(fields[1], 1_000).ifPresent(at -> seen(key, at));
      keep(key, fields[2]);
    }
  }

  private void click(String key, String value, Instant at) {
    if (!ids.has(key)) {
      keep(key, value);
      seen(key, at);
    }
  }

  private void keep(String key, String value) {
    if (!ids.has(key) && value.length() <= LONGEST && !Texts.hasControls(value)) {
      ids.put(key, value);
    }
  }

  private void seen(String key, Instant at) {
    var times = ids.path("seen_at") instanceof ObjectNode known ? known : ids.putObject("seen_at");
    times.put(key, at.toEpochMilli());
  }

  /// `GA1.1.RANDOM.SECONDS` → `RANDOM.SECONDS`.
  private static Optional<String> clientId(String cookie) {
    var fields = cookie.split("\\.", -1);
    return fields.length < 4
        ? Optional.empty()
        : Optional.of(fields[fields.length - 2] + "." + fields[fields.length - 1]);
  }

  /// A time as a cookie tells it: of this century, and not after the day that the clocks of others
  /// may be ahead. Anybody may write any number there.
  private Optional<Instant> time(String text, long millisEach) {
    if (!TIME.matcher(text).matches()) {
      return Optional.empty();
    }
    return Optional.of(Instant.ofEpochMilli(Long.parseLong(text) * millisEach))
        .filter(at -> at.isAfter(EARLIEST) && at.isBefore(now.plus(AHEAD)));
  }
}
