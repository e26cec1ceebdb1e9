package dev.tagyard.proxy.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tagyard.proxy.standin.StandInRequest.EventSeen;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Google Data Manager with its token address: gives a token, queues events, tells later how many
/// of them it took. One structurally bad event refuses the whole request and is named.
///
/// @param refuses whether an event of this transaction is refused for no other reason
/// @param findsBad whether it is, when the request is worked through
record TokenVendor(Predicate<String> refuses, Predicate<String> findsBad) implements Vendor {
  private static final String TOKEN = "a-token-of-an-hour";
  private static final String STATUS = "/v1/requestStatus:retrieve";
  private static final Shape EVENT =
      new Shape(
          """
          destinationReferences[]! d1
          transactionId! text
          eventTimestamp! iso
          lastUpdatedTimestamp iso
          eventSource WEB|APP|IN_STORE|PHONE|MESSAGE|OTHER
          conversionValue number
          currency currency
          adIdentifiers.gclid text
          adIdentifiers.gbraid text
          adIdentifiers.wbraid text
          userData.userIdentifiers[].emailAddress hash
          userData.userIdentifiers[].phoneNumber hash
          userData.userIdentifiers[].address.givenName! hash
          userData.userIdentifiers[].address.familyName! hash
          userData.userIdentifiers[].address.regionCode! country
          userData.userIdentifiers[].address.postalCode! text
          consent.adUserData CONSENT_GRANTED|CONSENT_DENIED
          consent.adPersonalization CONSENT_GRANTED|CONSENT_DENIED
          eventDeviceInfo.userAgent text
          eventDeviceInfo.ipAddress ip
          cartData.merchantId text
          cartData.merchantFeedLabel text
          cartData.merchantFeedLanguageCode text
          cartData.items[].merchantProductId! text
          cartData.items[].quantity counttext
          cartData.items[].unitPrice number
          """,
          Duration.ofDays(90),
          Duration.ofMinutes(5));
  private static final Shape FRAME =
      new Shape(
          """
          destinations[]! object
          destinations[].reference! d1
          destinations[].operatingAccount! object
          destinations[].operatingAccount.accountType! GOOGLE_ADS
          destinations[].operatingAccount.accountId! text
          destinations[].loginAccount.accountType! GOOGLE_ADS
          destinations[].loginAccount.accountId! text
          destinations[].productDestinationId! text
          encoding! HEX
          validateOnly boolean
          """,
          Duration.ofDays(90),
          Duration.ZERO);

  /// A request's id tells the number of its events and of the bad ones among them.
  private static final Pattern ASKED = Pattern.compile("requestId=r-\\d+-(\\d+)-(\\d+)");

  private static final Pattern JWT = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]{40,}");

  @Override
  public String name() {
    return "data_manager";
  }

  @Override
  public Verdict judge(Incoming request) {
    var findings = new Findings();
    return switch (request.path()) {
      case "/token" -> token(findings, request);
      case STATUS -> status(findings, request);
      default -> ingest(findings, request);
    };
  }

  private static Verdict token(Findings findings, Incoming request) {
    var form = findings.form(request.body());
    switch (form.getOrDefault("grant_type", "")) {
      case "refresh_token" ->
          List.of("client_id", "client_secret", "refresh_token")
              .forEach(key -> findings.require(form.containsKey(key), key, "is missing"));
      case "urn:ietf:params:oauth:grant-type:jwt-bearer" ->
          assertion(findings, form.get("assertion"));
      default -> findings.require(false, "grant_type", "is unknown");
    }
    return findings.all().isEmpty()
        ? json(
            findings,
            List.of(),
            200,
            "{\"access_token\":\"" + TOKEN + "\",\"expires_in\":3599,\"token_type\":\"Bearer\"}")
        : json(findings, List.of(), 400, "{\"error\":\"invalid_grant\"}");
  }

  private static void assertion(
      Findings findings, @org.jspecify.annotations.Nullable String assertion) {
    var jwt = Optional.ofNullable(assertion).orElse("");
    findings.require(JWT.matcher(jwt).matches(), "assertion", "must be a JWT");
    if (JWT.matcher(jwt).matches()) {
      var parts = jwt.split("\\.", -1);
      var header = findings.json(decoded(parts[0]));
      var claims = findings.json(decoded(parts[1]));
      findings.require(header.path("alg").asText().equals("RS256"), "alg", "must be RS256");
      findings.require(
          claims.path("scope").asText().equals("https://www.googleapis.com/auth/datamanager"),
          "scope",
          "must be datamanager's");
      findings.require(
          claims.path("aud").asText().equals("https://oauth2.googleapis.com/token"),
          "aud",
          "must be the token address");
      findings.require(
          claims.path("exp").asLong() - claims.path("iat").asLong() <= 3_600, "exp", "one hour");
    }
  }

  private static Verdict status(Findings findings, Incoming request) {
    authorized(findings, request);
    findings.require(request.method().equals("GET"), "method", "must be GET");
    var asked = ASKED.matcher(request.query());
    findings.require(asked.matches(), "requestId", "is unknown");
    return findings.all().isEmpty()
        ? json(
            findings,
            List.of(),
            200,
            told(Integer.parseInt(asked.group(1)), Integer.parseInt(asked.group(2))))
        : json(findings, List.of(), 400, error(400, "INVALID_ARGUMENT", List.of()));
  }

  /// Numbers alone, as Google tells them.
  private static String told(int events, int bad) {
    var one = JsonNodeFactory.instance.objectNode();
    one.put("requestStatus", bad == 0 ? "SUCCESS" : bad == events ? "FAILED" : "PARTIAL_SUCCESS");
    one.putObject("eventsIngestionStatus").put("recordCount", "" + events);
    if (bad > 0) {
      one.putObject("errorInfo")
          .putArray("errorCounts")
          .addObject()
          .put("recordCount", "" + bad)
          .put("reason", "PROCESSING_ERROR_REASON_INVALID_GCLID");
    }
    return "{\"requestStatusPerDestination\":[" + one + "]}";
  }

  private Verdict ingest(Findings findings, Incoming request) {
    findings.require(request.path().equals("/v1/events:ingest"), "path", "is unknown");
    findings.require(request.method().equals("POST"), "method", "must be POST");
    var known = authorized(findings, request);
    var body = findings.json(request.body());
    var events = body.path("events");
    findings.require(events.isArray() && !events.isEmpty(), "events", "must be a list");
    findings.require(events.size() <= 2_000, "events", "at most 2000");
    if (body.isObject()) {
      com.fasterxml.jackson.databind.node.ObjectNode frame = body.deepCopy();
      frame.remove("events");
      FRAME.check(findings, frame, request.at());
    }
    var refused = new TreeMap<Integer, String>();
    for (var i = 0; i < events.size(); i++) {
      var before = findings.all().size();
      event(findings, events.get(i), request);
      if (findings.all().size() > before) {
        refused.put(i, findings.all().get(before));
      } else if (refuses.test(events.get(i).path("transactionId").asText())) {
        refused.put(i, "an event was refused");
      }
    }
    var seen =
        events
            .valueStream()
            .map(e ->
                new EventSeen(e.path("eventSource").asText(), e.path("transactionId").asText()))
            .toList();
    if (!known) {
      return json(findings, seen, 401, error(401, "UNAUTHENTICATED", List.of()));
    }
    if (!refused.isEmpty() || !findings.all().isEmpty()) {
      var violations =
          refused.entrySet().stream().map(bad -> violation(bad.getKey(), bad.getValue())).toList();
      return json(findings, seen, 400, error(400, "INVALID_ARGUMENT", violations));
    }
    var bad = seen.stream().filter(event -> findsBad.test(event.id())).count();
    return json(
        findings,
        seen,
        200,
        "{\"requestId\":\"r-%s-%s-%s\"}".formatted(request.at().toEpochMilli(), seen.size(), bad));
  }

  private static void event(Findings findings, JsonNode event, Incoming request) {
    EVENT.check(findings, event, request.at());
    findings.require(
        event.has("adIdentifiers") || event.has("userData"), "event", "has no identifier");
    findings.require(
        event.path("transactionId").asText().length() <= 512, "transactionId", "at most 512");
    findings.require(
        event.path("adIdentifiers").size() <= 1, "adIdentifiers", "one click id alone");
    findings.require(
        event.path("userData").path("userIdentifiers").size() <= 10,
        "userIdentifiers",
        "at most 10");
    for (var identifier : event.path("userData").path("userIdentifiers")) {
      findings.require(identifier.size() == 1, "userIdentifiers", "one in each");
    }
  }

  private static boolean authorized(Findings findings, Incoming request) {
    var known = request.headers().getOrDefault("authorization", "").equals("Bearer " + TOKEN);
    findings.require(known, "authorization", "must be the token that was given");
    return known;
  }

  private static String violation(int at, String why) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("field", "events.events[" + at + "]")
        .put("reason", "INVALID")
        .put("description", why)
        .toString();
  }

  private static String error(int code, String status, List<String> violations) {
    return "{\"error\":{\"code\":"
        + code
        + ",\"status\":"
        + TextNode.valueOf(status)
        + ",\"details\":[{\"fieldViolations\":["
        + String.join(",", violations)
        + "]}]}}";
  }

  private static Verdict json(Findings findings, List<EventSeen> events, int status, String body) {
    return new Verdict(findings.all(), events, status, "application/json", body);
  }

  private static String decoded(String part) {
    return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
  }
}
