package dev.tagyard.proxy.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tagyard.proxy.standin.StandInRequest.EventSeen;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Meta Conversions API. One bad event refuses the whole request, and the answer does not say
/// which.
///
/// @param refuses whether an event of this id is refused for no other reason
record MetaVendor(Predicate<String> refuses) implements Vendor {
  private static final Pattern PATH = Pattern.compile("/v\\d{1,2}\\.0/\\d+/events");
  private static final Pattern HASH =
      Pattern.compile("([0-9a-f]{64}|[0-9a-f]{32})(\\.[A-Za-z0-9]{2,8})?");
  private static final Pattern COOKIE = Pattern.compile("fb\\.[0-9]\\.[0-9]{13}\\.\\S+");
  private static final Set<String> TOP =
      Set.of("data", "access_token", "test_event_code", "partner_agent");
  private static final Set<String> EVENT =
      Set.of(
          "event_name",
          "event_time",
          "event_id",
          "action_source",
          "event_source_url",
          "referrer_url",
          "opt_out",
          "user_data",
          "custom_data",
          "app_data",
          "data_processing_options",
          "data_processing_options_country",
          "data_processing_options_state");
  private static final Set<String> HASHED =
      Set.of("em", "ph", "fn", "ln", "ge", "db", "ct", "st", "zp", "country", "external_id");
  private static final Set<String> CLEAR =
      Set.of("client_ip_address", "client_user_agent", "fbc", "fbp", "subscription_id", "madid");
  private static final Set<String> SOURCES =
      Set.of(
          "email",
          "website",
          "app",
          "phone_call",
          "chat",
          "physical_store",
          "system_generated",
          "business_messaging",
          "other");
  private static final Set<String> ENOUGH =
      Set.of("em", "ph", "external_id", "fbc", "fbp", "madid");
  private static final Set<String> CURRENCIES =
      Currency.getAvailableCurrencies().stream()
          .map(Currency::getCurrencyCode)
          .collect(Collectors.toUnmodifiableSet());
  private static final int TOO_OLD = 2804003;
  private static final int INVALID = 2804019;

  @Override
  public String name() {
    return "meta";
  }

  @Override
  public Verdict judge(Incoming request) {
    var findings = new Findings();
    findings.require(request.method().equals("POST"), "method", "must be POST");
    findings.require(PATH.matcher(request.path()).matches(), "path", "must be /vNN.0/PIXEL/events");
    var type = request.headers().getOrDefault("content-type", "");
    findings.require(type.startsWith("application/json"), "content-type", "must be JSON");
    var query = findings.form(request.query());
    var body = findings.json(request.body());
    var data = body.path("data");
    findings.onlyKeys(body, "body", TOP);
    var token = body.path("access_token").asText(query.getOrDefault("access_token", ""));
    findings.require(data.isArray() && !data.isEmpty(), "data", "must be a list of events");
    findings.require(data.size() <= 1_000, "data", "at most 1000 events");
    data.forEach(event -> event(findings, event, request.at()));
    var events =
        data.valueStream()
            .map(e -> new EventSeen(e.path("event_name").asText(), e.path("event_id").asText()))
            .toList();
    if (token.isBlank()) {
      return answer(findings, events, 401, error(190, 0, "Invalid OAuth access token."));
    }
    if (findings.all().stream().anyMatch(found -> found.endsWith("too old"))) {
      return answer(findings, events, 400, error(100, TOO_OLD, "Event timestamp too old"));
    }
    var refused = events.stream().map(EventSeen::id).anyMatch(refuses);
    if (refused || !findings.all().isEmpty()) {
      var why = refused ? "an event was refused" : findings.all().getFirst();
      return answer(findings, events, 400, error(100, INVALID, why));
    }
    return answer(
        findings,
        events,
        200,
        "{\"events_received\":" + data.size() + ",\"messages\":[],\"fbtrace_id\":\"A1b2\"}");
  }

  private static void event(Findings findings, JsonNode event, Instant now) {
    findings.onlyKeys(event, "event", EVENT);
    findings.require(!event.path("event_name").asText().isBlank(), "event_name", "is missing");
    findings.ifPresent(event, "event_id", "event", JsonNode::isTextual, "must be text");
    time(findings, event, now);
    source(findings, event);
    userData(findings, event.path("user_data"));
    customData(findings, event);
    limits(findings, event);
    findings.nothingPersonal(event, "event");
  }

  private static void time(Findings findings, JsonNode event, Instant now) {
    var time = event.path("event_time");
    var seconds = time.isIntegralNumber() && time.asLong() < 100_000_000_000L;
    findings.require(seconds, "event_time", "must be whole seconds");
    var physical = event.path("action_source").asText().equals("physical_store");
    var oldest = now.minus(Duration.ofDays(physical ? 62 : 7)).getEpochSecond();
    findings.require(!seconds || time.asLong() >= oldest, "event_time", "too old");
  }

  private static void source(Findings findings, JsonNode event) {
    var source = event.path("action_source").asText();
    findings.require(SOURCES.contains(source), "action_source", "is unknown");
    findings.require(!source.equals("app") || event.has("app_data"), "app_data", "is missing");
    var url = event.path("event_source_url").asText();
    findings.require(url.isEmpty() || url.startsWith("http"), "event_source_url", "must be http");
    if (source.equals("website")) {
      findings.require(!url.isEmpty(), "event_source_url", "website needs it");
      var agent = event.path("user_data").path("client_user_agent").asText();
      findings.require(!agent.isBlank(), "client_user_agent", "website needs it");
    }
  }

  private static void userData(Findings findings, JsonNode user) {
    var keys = Stream.concat(HASHED.stream(), CLEAR.stream()).collect(Collectors.toSet());
    findings.onlyKeys(user, "user_data", keys);
    for (var key : HASHED) {
      findings.ifPresent(user, key, "user_data", MetaVendor::hashes, "must be hashed");
    }
    for (var key : CLEAR) {
      findings.ifPresent(user, key, "user_data", MetaVendor::clear, "must be clear text");
    }
    for (var key : List.of("fbc", "fbp")) {
      findings.ifPresent(
          user,
          key,
          "user_data",
          cookie -> COOKIE.matcher(cookie.asText()).matches(),
          "must be fb.N.MILLISECONDS.VALUE");
    }
    findings.ifPresent(
        user,
        "client_ip_address",
        "user_data",
        ip -> Findings.IP.matcher(ip.asText()).matches(),
        "must be an address");
    var usable =
        ENOUGH.stream().anyMatch(user::has)
            || (user.has("client_ip_address") && user.has("client_user_agent"));
    findings.require(usable, "user_data", "cannot be matched");
  }

  private static boolean hashes(JsonNode value) {
    return (value.isArray() ? value.valueStream() : Stream.of(value))
            .allMatch(hash ->
                hash.isTextual()
                    && HASH.matcher(hash.asText()).matches()
                    && !hash.asText().equals(Findings.HASH_OF_NOTHING))
        && !(value.isArray() && value.isEmpty());
  }

  private static boolean clear(JsonNode value) {
    return value.isTextual()
        && !value.asText().isBlank()
        && !HASH.matcher(value.asText()).matches();
  }

  private static void customData(Findings findings, JsonNode event) {
    var custom = event.path("custom_data");
    findings.ifPresent(custom, "value", "custom_data", JsonNode::isNumber, "must be a number");
    findings.ifPresent(
        custom,
        "currency",
        "custom_data",
        c -> CURRENCIES.contains(c.asText()),
        "must be ISO 4217");
    findings.ifPresent(custom, "num_items", "custom_data", JsonNode::isNumber, "must be a number");
    findings.ifPresent(custom, "order_id", "custom_data", JsonNode::isTextual, "must be text");
    findings.ifPresent(
        custom,
        "content_ids",
        "custom_data",
        ids -> ids.isArray() && ids.valueStream().allMatch(JsonNode::isTextual),
        "must be a list of texts");
    findings.ifPresent(
        custom,
        "contents",
        "custom_data",
        contents -> contents.isArray() && contents.valueStream().allMatch(MetaVendor::content),
        "must be a list with ids");
    if (event.path("event_name").asText().equals("Purchase")) {
      findings.require(custom.has("value"), "custom_data.value", "Purchase needs it");
      findings.require(custom.has("currency"), "custom_data.currency", "Purchase needs it");
    }
  }

  private static boolean content(JsonNode content) {
    return content.path("id").isTextual()
        && Stream.of("quantity", "item_price")
            .filter(content::has)
            .allMatch(key -> content.get(key).isNumber());
  }

  private static void limits(Findings findings, JsonNode event) {
    findings.ifPresent(event, "opt_out", "event", JsonNode::isBoolean, "must be a boolean");
    findings.ifPresent(
        event,
        "data_processing_options",
        "event",
        options ->
            options.isArray() && options.valueStream().allMatch(o -> o.asText().equals("LDU")),
        "may only hold LDU");
    var country = event.path("data_processing_options_country");
    var state = event.path("data_processing_options_state");
    findings.require(
        country.isMissingNode() == state.isMissingNode()
            && (country.isMissingNode() || (country.isInt() && state.isInt())),
        "data_processing_options",
        "country and state must be numbers, both or none");
  }

  private static Verdict answer(
      Findings findings, List<EventSeen> events, int status, String body) {
    return new Verdict(findings.all(), events, status, "application/json", body);
  }

  private static String error(int code, int subcode, String why) {
    var body = JsonNodeFactory.instance.objectNode();
    var error = body.putObject("error");
    error.put("message", "Invalid parameter").put("type", "OAuthException").put("code", code);
    if (subcode > 0) {
      error.put("error_subcode", subcode);
    }
    error.put("is_transient", false).put("error_user_msg", why).put("fbtrace_id", "A1b2");
    return body.toString();
  }
}
