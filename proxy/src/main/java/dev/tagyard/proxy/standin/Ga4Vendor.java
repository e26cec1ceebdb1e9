package dev.tagyard.proxy.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tagyard.proxy.standin.StandInRequest.EventSeen;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// GA4 Measurement Protocol, and the web protocol on `/g/collect`. Answers 204 whatever it gets;
/// what it would drop stands in the violations, and its validation address tells.
record Ga4Vendor() implements Vendor {
  private static final Set<String> QUERY = Set.of("measurement_id", "api_secret");
  private static final Set<String> TOP =
      Set.of(
          "client_id",
          "user_id",
          "timestamp_micros",
          "user_properties",
          "consent",
          "user_data",
          "user_location",
          "ip_override",
          "user_agent",
          "device",
          "validation_behavior",
          "events");
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,39}");
  private static final Pattern RESERVED =
      Pattern.compile(
          "(_|firebase_|ga_|google_|gtag\\.).*|ad_(activeview|click|exposure|impression|query)"
              + "|adunit_exposure|app_(clear_data|exception|install|remove|update|upgrade|store_.*)"
              + "|dynamic_link_.*|error|first_open|first_visit|in_app_purchase"
              + "|notification_(dismiss|foreground|open|receive|send)|os_update|screen_view"
              + "|session_start|user_engagement");
  private static final Pattern RESERVED_USER_PROPERTY =
      Pattern.compile(
          "(_|firebase_|ga_|google_|gtag\\.).*|first_open_time|first_visit_time"
              + "|last_deep_link_referrer|user_id|first_open_after_install");
  private static final Map<String, Integer> LONGEST =
      Map.of("page_location", 1_000, "page_referrer", 420, "page_title", 300);
  private static final Set<String> ADDRESS_CLEAR =
      Set.of("city", "region", "postal_code", "country");
  private static final Set<String> ADDRESS_HASHED =
      Set.of("sha256_first_name", "sha256_last_name", "sha256_street");
  private static final Set<String> AMOUNTS =
      Set.of("value", "tax", "shipping", "price", "quantity");

  /// What Google knows of an item.
  private static final Pattern ITEM =
      Pattern.compile(
          "item_(id|name|brand|category[2-5]?|list_id|list_name|variant)|affiliation|coupon"
              + "|creative_(name|slot)|discount|index|location_id|price|promotion_(id|name)"
              + "|quantity");

  private static final int MOST_BYTES = 130_000;

  @Override
  public String name() {
    return "ga4";
  }

  @Override
  public Verdict judge(Incoming request) {
    var findings = new Findings();
    if (request.path().equals("/g/collect")) {
      var hits = Ga4WebHits.judge(findings, request);
      return new Verdict(findings.all(), hits, 204, "", "");
    }
    var debug = request.path().equals("/debug/mp/collect");
    findings.require(request.method().equals("POST"), "method", "must be POST");
    findings.require(debug || request.path().equals("/mp/collect"), "path", "is unknown");
    query(findings, findings.form(request.query()));
    var bytes = request.body().getBytes(StandardCharsets.UTF_8).length;
    findings.require(bytes < MOST_BYTES, "body", "must be under 130 kB");
    var body = findings.json(request.body());
    frame(findings, body);
    var events = body.path("events");
    findings.require(events.isArray() && !events.isEmpty(), "events", "must be a list of events");
    findings.require(events.size() <= 25, "events", "at most 25");
    events.forEach(event -> event(findings, event, request.at()));
    findings.nothingPersonal(body, "body");
    var seen =
        events
            .valueStream()
            .map(e ->
                new EventSeen(e.path("name").asText(), e.path("params").path("event_id").asText()))
            .toList();
    return debug
        ? new Verdict(findings.all(), seen, 200, "application/json", messages(findings.all()))
        : new Verdict(findings.all(), seen, 204, "", "");
  }

  private static void query(Findings findings, Map<String, String> query) {
    findings.require(
        query.getOrDefault("measurement_id", "").startsWith("G-"), "measurement_id", "is missing");
    findings.require(!query.getOrDefault("api_secret", "").isBlank(), "api_secret", "is missing");
    query.keySet().forEach(key -> findings.require(QUERY.contains(key), key, "is unknown"));
  }

  private static void frame(Findings findings, JsonNode body) {
    findings.onlyKeys(body, "body", TOP);
    findings.require(!body.path("client_id").asText().isBlank(), "client_id", "is missing");
    findings.ifPresent(
        body,
        "user_id",
        "body",
        id -> id.isTextual() && id.asText().length() <= 256,
        "must be text of at most 256");
    findings.ifPresent(
        body,
        "ip_override",
        "body",
        ip -> Findings.IP.matcher(ip.asText()).matches(),
        "must be an address");
    var consent = body.path("consent");
    findings.onlyKeys(consent, "consent", Set.of("ad_user_data", "ad_personalization"));
    consent.forEach(word ->
        findings.require(
            Set.of("GRANTED", "DENIED").contains(word.asText()),
            "consent",
            "must be GRANTED or DENIED"));
    findings.ifPresent(
        body,
        "timestamp_micros",
        "body",
        time -> time.isIntegralNumber() && time.asLong() > 1_000_000_000_000_000L,
        "must be microseconds");
    userProperties(findings, body.path("user_properties"));
    userData(findings, body.path("user_data"));
  }

  private static void userProperties(Findings findings, JsonNode told) {
    findings.require(told.size() <= 25, "user_properties", "at most 25");
    for (var property : told.properties()) {
      var at = "user_properties." + property.getKey();
      var value = property.getValue().path("value");
      findings.onlyKeys(property.getValue(), at, Set.of("value", "timestamp_micros"));
      findings.require(property.getKey().length() <= 24, at, "must be named in 24 characters");
      findings.require(
          NAME.matcher(property.getKey()).matches()
              && !RESERVED_USER_PROPERTY.matcher(property.getKey()).matches(),
          at,
          "is a name that is not taken");
      findings.require(
          value.isValueNode() && !value.isNull() && value.asText().length() <= 36,
          at,
          "must be a value of at most 36 characters");
    }
  }

  private static void userData(Findings findings, JsonNode user) {
    findings.onlyKeys(
        user, "user_data", Set.of("sha256_email_address", "sha256_phone_number", "address"));
    Stream.of("sha256_email_address", "sha256_phone_number")
        .flatMap(key -> user.path(key).valueStream())
        .forEach(hash -> findings.require(hash(hash), "user_data", "must be hashed"));
    findings.require(user.path("address").size() <= 2, "user_data.address", "at most 2");
    for (var address : user.path("address")) {
      for (var part : address.properties()) {
        var key = part.getKey();
        var known =
            ADDRESS_HASHED.contains(key)
                ? hash(part.getValue())
                : ADDRESS_CLEAR.contains(key) && !hash(part.getValue());
        findings.require(known, "user_data.address." + key, "is wrong");
      }
      findings.ifPresent(
          address, "country", "address", c -> c.asText().matches("[A-Z]{2}"), "must be ISO 3166-1");
    }
  }

  private static void event(Findings findings, JsonNode event, Instant now) {
    findings.onlyKeys(event, "event", Set.of("name", "params", "timestamp_micros"));
    var name = event.path("name").asText();
    findings.require(NAME.matcher(name).matches(), "name", "is invalid");
    findings.require(!RESERVED.matcher(name).matches(), "name", "is reserved");
    time(findings, event, now);
    var params = event.path("params");
    findings.require(params.size() <= 25, "params", "at most 25");
    params.properties().forEach(param -> param(findings, param.getKey(), param.getValue()));
  }

  private static void time(Findings findings, JsonNode event, Instant now) {
    if (!event.has("timestamp_micros")) {
      return;
    }
    var time = event.path("timestamp_micros");
    var micros = time.isIntegralNumber() && time.asLong() > 1_000_000_000_000_000L;
    findings.require(micros, "timestamp_micros", "must be microseconds");
    var oldest = now.minus(Duration.ofDays(3)).toEpochMilli() * 1_000;
    var newest = now.plus(Duration.ofMinutes(15)).toEpochMilli() * 1_000;
    findings.require(!micros || time.asLong() >= oldest, "timestamp_micros", "is too old");
    findings.require(!micros || time.asLong() <= newest, "timestamp_micros", "is in the future");
  }

  private static void param(Findings findings, String key, JsonNode value) {
    var path = "params." + key;
    findings.require(NAME.matcher(key).matches(), path, "is no name");
    findings.require(!key.matches("(_|firebase_|ga_|google_).*"), path, "is reserved");
    if (key.equals("items")) {
      items(findings, value);
      return;
    }
    findings.require(scalar(value), path, "must be a scalar");
    findings.require(value.asText().length() <= longest(key), path, "is too long");
    findings.require(!AMOUNTS.contains(key) || value.isNumber(), path, "must be a number");
    switch (key) {
      case "session_id" -> findings.require(value.asText().matches("\\d+"), path, "must be digits");
      case "engagement_time_msec" ->
          findings.require(value.isNumber() && value.asLong() > 0, path, "must be above 0");
      case "currency" ->
          findings.require(value.asText().matches("[A-Z]{3}"), path, "must be ISO 4217");
      default -> {}
    }
  }

  private static void items(Findings findings, JsonNode items) {
    findings.require(items.isArray() && items.size() <= 200, "items", "must be at most 200");
    for (var item : items) {
      findings.require(item.has("item_id") || item.has("item_name"), "items", "need id or name");
      var own = item.properties().stream().filter(each -> !ITEM.matcher(each.getKey()).matches());
      findings.require(own.count() <= 10, "items", "at most 10 parameters of one's own");
      for (var property : item.properties()) {
        var value = property.getValue();
        var path = "items." + property.getKey();
        findings.require(scalar(value), path, "must be a scalar");
        findings.require(value.asText().length() <= 100, path, "is too long");
        findings.require(
            !AMOUNTS.contains(property.getKey()) || value.isNumber(), path, "must be a number");
      }
    }
  }

  private static boolean scalar(JsonNode value) {
    return value.isTextual() || value.isNumber() || value.isBoolean();
  }

  private static int longest(String key) {
    return LONGEST.getOrDefault(key, 100);
  }

  private static boolean hash(JsonNode value) {
    return Findings.LOWER_HEX.matcher(value.asText()).matches()
        && !value.asText().equals(Findings.HASH_OF_NOTHING);
  }

  private static String messages(List<String> violations) {
    var body = JsonNodeFactory.instance.objectNode();
    var messages = body.putArray("validationMessages");
    for (var violation : violations) {
      messages
          .addObject()
          .put("fieldPath", violation.substring(0, violation.indexOf(':')))
          .put("description", violation)
          .put("validationCode", "VALUE_INVALID");
    }
    return body.toString();
  }
}
