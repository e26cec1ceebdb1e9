package dev.tagyard.proxy.visitor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.proxy.source.Inbound;
import dev.tagyard.proxy.source.Query;
import dev.tagyard.proxy.source.Texts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Fills `ids` from cookies and from the page's address, with the time each click id was first
/// seen. What the request itself said stands; values are kept byte for byte.
final class ClickIdentifiers {
  private static final int LONGEST = 512;
  private static final Pattern TIME = Pattern.compile("[0-9]{1,14}");
  private static final Pattern TWCLID = Pattern.compile("\"twclid\"\\s*:\\s*\"([^\"\\\\]+)\"");
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
    for (var parameter : parameters(url)) {
      var key = PARAMETERS.get(parameter.getKey());
      if (key != null) {
        click(key, parameter.getValue());
      }
    }
  }

  /// A partner's click id: names that partners use, such as `cid`, mean something else elsewhere.
  ///
  /// @param name of the parameter that holds it
  void clickId(String url, String name) {
    for (var parameter : parameters(url)) {
      if (parameter.getKey().equals(name)) {
        click("click_id", parameter.getValue());
      }
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
    // What Reddit called it once.
    inbound.cookie("rdt_cid").ifPresent(old -> keep("rdt_cid", Query.decode(old)));
    GoogleSessions.of(inbound.cookies()).ifPresent(all -> keep("ga_sessions", all));
  }

  /// What a page's script read from cookies is a cookie's word all the same: it may be of an older
  /// click than the page's, and still have the form that its vendor gave it.
  void fromScript() {
    var fbc = ids.path("fbc").asText().split("\\.", -1);
    var fbclid = ids.path("fbclid").asText();
    if (fbc.length >= 4 && !fbclid.isEmpty() && !fbc[3].equals(fbclid)) {
      ids.remove("fbc");
    }
    if (ids.path("twclid").asText().startsWith("{")) {
      twclid(ids.remove("twclid").asText());
    }
    if (ids.has("uetmsclkid")) {
      msclkid(ids.remove("uetmsclkid").asText());
    }
    if (ids.has("scclid")) {
      keep("sccid", ids.remove("scclid").asText());
    }
  }

  private void fromCookie(String name, String value) {
    switch (name) {
      case "_fbp" -> keep("fbp", Query.decode(value));
      case "_fbc" -> fbc(Query.decode(value));
      case "_ga" -> clientId(value).ifPresent(id -> keep("ga", id));
      case "_gcl_aw" -> googleClick("gclid", value);
      case "_gcl_gb" -> googleClick("wbraid", value);
      case "_gcl_dc" -> googleClick("dclid", value);
      case "_gcl_ag" -> gbraid(Query.decode(value));
      case "_uetmsclkid" -> msclkid(value);
      case "_twclid" -> twclid(Query.decode(value));
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

  /// Of the query, then of the fragment.
  private static List<Map.Entry<String, String>> parameters(String url) {
    var query = url.indexOf('?');
    var fragment = url.indexOf('#');
    var parameters = new ArrayList<Map.Entry<String, String>>();
    if (query >= 0) {
      parameters.addAll(
          Query.parse(url.substring(query + 1, fragment > query ? fragment : url.length())));
    }
    if (fragment >= 0) {
      parameters.addAll(Query.parse(url.substring(fragment + 1)));
    }
    return parameters;
  }

  /// `fb.INDEX.MILLISECONDS.FBCLID`, perhaps with a suffix. The cookie stands for the click on the
  /// page when it holds the same click id: then it knows when that was first seen.
  private void fbc(String cookie) {
    var fields = cookie.split("\\.", -1);
    if (fields.length < 4 || !fields[0].equals("fb")) {
      return;
    }
    if (isOfPage("fbclid", fields[3])) {
      keep("fbc", cookie);
      storedClick("fbclid", fields[3], time(fields[2], 1));
    }
  }

  /// `GCL.SECONDS.ID`.
  private void googleClick(String key, String cookie) {
    var fields = cookie.split("\\.", -1);
    if (fields.length >= 3) {
      storedClick(key, fields[2], time(fields[1], 1_000));
    }
  }

  /// `2.LEVEL.kID$iSECONDS`, perhaps with labels; parts in any order.
  private void gbraid(String cookie) {
    var fields = cookie.split("\\.", 3);
    if (fields.length < 3 || !fields[0].equals("2")) {
      return;
    }
    var id = "";
    var seconds = "";
    for (var part : fields[2].split("\\$", -1)) {
      if (part.startsWith("k")) {
        id = part.substring(1);
      } else if (part.startsWith("i")) {
        seconds = part.substring(1);
      }
    }
    storedClick("gbraid", id, time(seconds, 1_000));
  }

  /// `_uetID`.
  private void msclkid(String cookie) {
    if (cookie.startsWith("_uet")) {
      keep("msclkid", cookie.substring(4));
    }
  }

  /// An object in JSON that holds the id.
  private void twclid(String cookie) {
    var id = TWCLID.matcher(cookie);
    if (id.find()) {
      keep("twclid", id.group(1));
    }
  }

  private void storedClick(String key, String id, Optional<Instant> firstSeen) {
    if (isOfPage(key, id)) {
      keep(key, id);
      if (ids.has(key)) {
        firstSeen.ifPresent(at -> seen(key, at));
      }
    }
  }

  /// Whether the page has no other click.
  private boolean isOfPage(String key, String id) {
    var onPage = ids.path(key).asText();
    return onPage.isEmpty() || onPage.equals(id);
  }

  private void click(String key, String value) {
    if (keep(key, value)) {
      seen(key, now);
    }
  }

  /// @return whether it was taken
  private boolean keep(String key, String value) {
    var taken =
        !ids.has(key) && !value.isEmpty() && value.length() <= LONGEST && !Texts.hasControls(value);
    if (taken) {
      ids.put(key, value);
    }
    return taken;
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
