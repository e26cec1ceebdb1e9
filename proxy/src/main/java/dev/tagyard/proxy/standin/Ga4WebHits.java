package dev.tagyard.proxy.standin;

import dev.tagyard.proxy.standin.StandInRequest.EventSeen;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// `/g/collect`, as sites' own tags speak it: one event in the query, or lines of a body that share
/// it.
final class Ga4WebHits {
  private static final Pattern EVENT_NAME = Pattern.compile(".{1,40}", Pattern.DOTALL);
  private static final Pattern GCS = Pattern.compile("G1[01-]{2}");
  private static final Pattern GCD =
      Pattern.compile("1(?:[0-9][0-9A-Za-z_-]){4}[0-9A-Za-z_-]{1,3}");
  private static final Pattern ITEM_FIELD = Pattern.compile("[a-z][a-zA-Z0-9].+", Pattern.DOTALL);
  private static final Pattern TOKEN =
      Pattern.compile(
          "tv\\.1(?:~(?:em|pn|fn0|ln0|sa0)\\.[A-Za-z0-9_-]{43}|~(?:ct0|rg0|pc0|co0)\\.[^~]+)*");

  /// What stays between a tag and the server that it calls.
  private static final Set<String> NOT_OURS = Set.of("_z", "richsstsse", "fp");

  private Ga4WebHits() {}

  static List<EventSeen> judge(Findings findings, Vendor.Incoming request) {
    findings.require(Set.of("GET", "POST").contains(request.method()), "method", "is wrong");
    findings.require(
        !request.headers().getOrDefault("user-agent", "").startsWith("Tagyard"),
        "user-agent",
        "must be the visitor's");
    var shared = findings.form(request.query());
    var seen = new ArrayList<EventSeen>();
    if (request.body().isBlank()) {
      seen.add(hit(findings, shared));
    } else {
      for (var line : request.body().split("\r\n", -1)) {
        var hit = new LinkedHashMap<>(shared);
        hit.putAll(findings.form(line));
        seen.add(hit(findings, hit));
      }
      findings.require(seen.size() <= 20, "body", "at most 20 lines");
    }
    return seen;
  }

  private static EventSeen hit(Findings findings, Map<String, String> hit) {
    must(findings, hit, "v", Pattern.compile("2"));
    must(findings, hit, "tid", Pattern.compile("G-[A-Z0-9]+"));
    must(findings, hit, "cid", Pattern.compile(".*\\S.*", Pattern.DOTALL));
    must(findings, hit, "en", EVENT_NAME);
    may(findings, hit, "sid", Pattern.compile("\\d+"));
    may(findings, hit, "_et", Pattern.compile("\\d+"));
    may(findings, hit, "gcs", GCS);
    may(findings, hit, "gcd", GCD);
    may(findings, hit, "cu", Pattern.compile("[A-Z]{3}"));
    may(findings, hit, "_uip", Findings.IP);
    may(findings, hit, "em", TOKEN);
    for (var parameter : hit.entrySet()) {
      var key = parameter.getKey();
      var value = parameter.getValue();
      findings.require(
          !key.startsWith("sst.") && !NOT_OURS.contains(key), key, "is for a server container");
      findings.require(!key.startsWith("ep.user_data."), key, "is in the clear");
      if (key.startsWith("epn.") || key.startsWith("upn.")) {
        may(findings, hit, key, Pattern.compile("-?\\d+(\\.\\d+)?"));
      }
      if (key.matches("pr\\d+")) {
        item(findings, key, value);
      }
      findings.nothingPersonal(value, key);
    }
    return new EventSeen(hit.getOrDefault("en", ""), hit.getOrDefault("ep.event_id", ""));
  }

  private static void item(Findings findings, String key, String value) {
    for (var field : value.replace("~~", "\0").split("~", -1)) {
      findings.require(ITEM_FIELD.matcher(field).matches(), key, "is no item");
    }
  }

  private static void must(Findings findings, Map<String, String> hit, String key, Pattern form) {
    findings.require(hit.containsKey(key), key, "is missing");
    may(findings, hit, key, form);
  }

  private static void may(Findings findings, Map<String, String> hit, String key, Pattern form) {
    var value = hit.get(key);
    findings.require(value == null || form.matcher(value).matches(), key, "has a wrong form");
  }
}
