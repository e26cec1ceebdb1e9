package dev.tagyard.proxy.destination.ga4;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.proxy.destination.Amounts;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.rules.event.Event;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// One event as the site's own tag would send it: what came in by the web protocol goes out so
/// again, with what the rules changed. Google documents none of it.
final class WebHit {
  static final String PATH = "/g/collect";

  /// Beyond this the tag moves the event into the body.
  private static final int LONGEST_QUERY = 2_048;

  /// Longer events the tag itself does not send.
  private static final int LONGEST_EVENT = 16_384;

  /// Of the source's own part: consent and user data are written anew, and the rest is between the
  /// tag and the server that it calls.
  private static final Set<String> NOT_PASSED_ON =
      Set.of("v", "tid", "cid", "en", "gcs", "gcd", "em", "_uip", "_z", "dl", "dr", "dt");

  /// Numbers to Google, also where the event has them as text.
  private static final Set<String> AMOUNTS = Set.of("value", "tax", "shipping");

  private static final Pattern OF_THE_EVENT =
      Pattern.compile("en|_et|_fv|_nsi|_ss|_c|_ee|_eu|cu|epn?\\..*|upn?\\..*|pr[0-9]+");
  private static final Pattern NO_HEADER = Pattern.compile("[^\\x20-\\x7e]");

  private final Map<String, String> hit = new LinkedHashMap<>();
  private final Set<String> used = new HashSet<>();
  private final Delivery delivery;
  private final Event event;
  private final Ga4Config config;

  private WebHit(Delivery delivery, Ga4Config config) {
    this.delivery = delivery;
    this.event = delivery.event();
    this.config = config;
  }

  static HttpCall call(Delivery delivery, Ga4Config config, URI host) {
    var hit = of(delivery, config);
    var query = encoded(hit, false) + "&" + encoded(hit, true);
    var body = "";
    var headers = new LinkedHashMap<String, String>();
    if (query.length() > LONGEST_QUERY) {
      query = encoded(hit, false);
      body = encoded(hit, true);
      headers.put("content-type", "text/plain;charset=UTF-8");
    }
    delivery
        .event()
        .text("visitor.user_agent")
        .map(agent -> NO_HEADER.matcher(agent).replaceAll("").strip())
        .filter(agent -> !agent.isEmpty())
        .ifPresent(agent -> headers.put("user-agent", agent));
    return new HttpCall("POST", host.resolve(PATH + "?" + query), headers, body);
  }

  /// Parameters by name, decoded, in the order in which they are written.
  static Map<String, String> of(Delivery delivery, Ga4Config config) {
    var hit = new WebHit(delivery, config);
    hit.request();
    hit.context();
    hit.event();
    return hit.hit;
  }

  private void request() {
    hit.put("v", "2");
    hit.put("tid", config.measurementId());
    event.at("ga4").ifPresent(this::own);
    hit.put("cid", ClientId.of(event));
    WebConsent.put(hit, event, delivery.consent().flags());
    var envelope = Envelope.of(delivery);
    var address = envelope.path("ip_override").asText();
    if (!config.webAddress().isEmpty() && !address.isEmpty()) {
      hit.put(config.webAddress(), address);
    }
    if (config.webUserData() && envelope.path("user_data") instanceof ObjectNode user) {
      hit.put("em", WebUserData.token(user));
    }
    if (config.debug()) {
      hit.put("_dbg", "1");
    }
  }

  private void own(JsonNode own) {
    for (var part : own.properties()) {
      var key = part.getKey();
      if (part.getValue().isValueNode()
          && !part.getValue().isNull()
          && !key.isEmpty()
          && !key.startsWith("sst.")
          && !NOT_PASSED_ON.contains(key)
          && !key.equals(config.webAddress())) {
        hit.put(key, part.getValue().asText());
      }
    }
  }

  private void context() {
    put("uid", "user.user_id");
    put("dl", "page.url");
    put("dr", "page.referrer");
    put("dt", "page.title");
    ofTheTag("sid", "session_id");
  }

  private void event() {
    hit.put("en", event.name());
    ofTheTag("_et", "engagement_time_msec");
    event
        .text("params.currency")
        .flatMap(Amounts::currency)
        .ifPresent(currency -> {
          hit.put("cu", currency);
          used.add("currency");
        });
    put("ep.event_id", "event_id");
    used.add("items");
    event.at("params").ifPresent(params -> all("ep", params));
    event.at("user_properties").ifPresent(properties -> all("up", properties));
    var room = LONGEST_EVENT - encoded(hit, true).length();
    var place = 0;
    for (var item : event.items()) {
      var text = WebItems.write(item);
      room -= encode(text).length() + "&pr200=".length();
      if (room < 0 || place == WebItems.MOST) {
        break;
      }
      if (!text.isEmpty()) {
        hit.put("pr" + ++place, text);
      }
    }
  }

  /// A number that has a key of its own; what the tag said of it stands.
  private void ofTheTag(String key, String param) {
    if (!hit.containsKey(key)) {
      event
          .text("params." + param)
          .filter(Hit::isNumber)
          .ifPresent(number -> {
            hit.put(key, number);
            used.add(param);
          });
    }
  }

  private void all(String kind, JsonNode values) {
    for (var value : values.properties()) {
      if (!kind.equals("ep") || !used.contains(value.getKey())) {
        flat(kind, value.getKey(), value.getValue());
      }
    }
  }

  /// Objects become `outer_inner`; lists of scalars become one text with commas.
  private void flat(String kind, String key, JsonNode value) {
    if (value.isObject()) {
      value.properties().forEach(inner -> flat(kind, key + "_" + inner.getKey(), inner.getValue()));
    } else if (value.isNumber() || (kind.equals("ep") && AMOUNTS.contains(key))) {
      Amounts.of(value)
          .ifPresent(number -> hit.putIfAbsent(kind + "n." + key, number.toPlainString()));
    } else if (!value.isNull()) {
      hit.putIfAbsent(kind + "." + key, value.isArray() ? joined(value) : value.asText());
    }
  }

  private static String joined(JsonNode list) {
    return list.valueStream()
        .filter(node -> node.isValueNode() && !node.isNull())
        .map(JsonNode::asText)
        .collect(Collectors.joining(","));
  }

  private void put(String key, String path) {
    event.text(path).ifPresent(value -> hit.put(key, value));
  }

  private static String encoded(Map<String, String> hit, boolean ofTheEvent) {
    return hit.entrySet().stream()
        .filter(part -> OF_THE_EVENT.matcher(part.getKey()).matches() == ofTheEvent)
        .map(part -> encode(part.getKey()) + "=" + encode(part.getValue()))
        .collect(Collectors.joining("&"));
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("%7E", "~");
  }
}
