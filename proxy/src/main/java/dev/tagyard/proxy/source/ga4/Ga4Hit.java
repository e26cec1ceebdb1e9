package dev.tagyard.proxy.source.ga4;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.consent.ConsentSignals;
import dev.tagyard.consent.GoogleType;
import dev.tagyard.proxy.source.Decoded.Item;
import dev.tagyard.proxy.source.Texts;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// Makes a native event of one hit's parameters. What has no place in it stays in its `ga4` object,
/// from which the hit can be made again.
final class Ga4Hit {
  private static final int LONGEST_NAME = 64;
  private static final int LONGEST_ID = 256;
  private static final int LONGEST_NUMBER = 40;
  private static final int MOST_ITEMS = 200;
  private static final int MOST_FIELDS = 12_000;

  private static final Pattern ITEM = Pattern.compile("pr[1-9][0-9]{0,2}");

  /// Parameters that have a place of their own, or none at all: `_uip` is an address that the
  /// sender chose, `em` and its kin are read once, consent is decided anew.
  private static final Set<String> PLACED =
      Set.of(
          "v",
          "en",
          "cid",
          "uid",
          "dl",
          "dr",
          "dt",
          "dh",
          "dp",
          "cu",
          "em",
          "eme",
          "emd",
          "gdpr",
          "gdpr_consent",
          "us_privacy",
          "_uip",
          "richsstsse");

  private final Map<String, String> hit;
  private final ObjectNode event = JsonNodeFactory.instance.objectNode();
  private final ObjectNode user = JsonNodeFactory.instance.objectNode();
  private final ObjectNode params = JsonNodeFactory.instance.objectNode();
  private final ObjectNode properties = JsonNodeFactory.instance.objectNode();
  private final ObjectNode rest = JsonNodeFactory.instance.objectNode();
  private final Map<Integer, ObjectNode> items = new TreeMap<>();

  private Ga4Hit(Map<String, String> hit) {
    this.hit = hit;
  }

  /// @param line of the body, from 0
  static Item read(Map<String, String> hit, int line) {
    var name = hit.getOrDefault("en", "");
    if (name.isBlank() || name.length() > LONGEST_NAME || Texts.hasControls(name)) {
      return new Item.Refused(
          "event_name", "en: expected a name of at most " + LONGEST_NAME + " characters");
    }
    if (size(hit) > Texts.MOST_OF_AN_EVENT) {
      return new Item.Refused(
          "too_large", "an event has at most " + Texts.MOST_OF_AN_EVENT + " characters");
    }
    if (fields(hit) > MOST_FIELDS) {
      return new Item.Refused(
          "too_large", "an event has at most " + MOST_FIELDS + " parameters and fields of items");
    }
    return new Item.Taken(new Ga4Hit(hit).event(name), signals(hit), idempotencyKey(hit, line));
  }

  /// Parameters, and fields of items: each takes far more in memory than the few bytes that it may
  /// have in a request.
  static long fields(Map<String, String> hit) {
    return hit.size()
        + hit.values().stream()
            .mapToLong(value -> value.chars().filter(c -> c == '~').count())
            .sum();
  }

  private static long size(Map<String, String> hit) {
    var size = 0L;
    for (var parameter : hit.entrySet()) {
      size += parameter.getKey().length() + parameter.getValue().length();
    }
    return size;
  }

  private ObjectNode event(String name) {
    event.put("event_name", name);
    page();
    text("uid", value -> user.put("user_id", value));
    if (!analyticsDenied()) {
      text("cid", value -> user.put("client_id", value));
    }
    Ga4UserData.fromToken(hit.getOrDefault("em", ""), user);
    hit.forEach(this::parameter);
    text("cu", value -> params.put("currency", value.trim().toUpperCase(Locale.ROOT)));
    if (!items.isEmpty()) {
      items.values().forEach(params.putArray("items")::add);
    }
    put("user", user);
    put("params", params);
    put("user_properties", properties);
    put("ga4", rest);
    var id = params.path("event_id").asText();
    if (!id.isBlank() && id.length() <= LONGEST_ID && !Texts.hasControls(id)) {
      event.put("event_id", id);
      params.remove("event_id");
    }
    return event;
  }

  private void page() {
    var page = JsonNodeFactory.instance.objectNode();
    text("dl", value -> page.put("url", value));
    if (page.has("url")) {
      text("dh", value -> rest.put("dh", value));
      text("dp", value -> rest.put("dp", value));
    } else {
      text("dh", value -> page.put("url", "https://" + value + hit.getOrDefault("dp", "/")));
    }
    text("dr", value -> page.put("referrer", value));
    text("dt", value -> page.put("title", value));
    put("page", page);
  }

  private void parameter(String key, String value) {
    if (PLACED.contains(key)) {
      return;
    }
    if (key.startsWith("ep.user_data.")) {
      Ga4UserData.fromParameter(key.substring("ep.user_data.".length()), value, user);
    } else if (key.startsWith("ep.")) {
      params.put(key.substring(3), value);
    } else if (key.startsWith("epn.")) {
      amount(params, key.substring(4), value);
    } else if (key.startsWith("upn.")) {
      amount(properties, key.substring(4), value);
    } else if (key.startsWith("up.")) {
      properties.put(key.substring(3), value);
    } else if (place(key).isPresent()) {
      items.put(place(key).getAsInt(), Ga4Items.read(value));
    } else {
      rest.put(key, value);
    }
  }

  /// Then `cid` is new with each page and nobody's identity.
  private boolean analyticsDenied() {
    var gcs = hit.getOrDefault("gcs", "");
    return gcs.length() == 4 && gcs.charAt(3) == '0';
  }

  private static ConsentSignals signals(Map<String, String> hit) {
    var signals = ConsentSignals.builder();
    given(hit, "gcs", signals::gcs);
    given(hit, "gcd", signals::gcd);
    given(hit, "gdpr_consent", signals::tcf);
    given(hit, "us_privacy", signals::usPrivacy);
    signals.google(google(hit));
    switch (hit.getOrDefault("gdpr", "")) {
      case "1" -> signals.gdpr(true);
      case "0" -> signals.gdpr(false);
      default -> {}
    }
    return signals.build();
  }

  /// What the tag says outside of `gcs` and `gcd`; it only ever refuses. In a region under the DMA
  /// `dma_cps` names the services that may have user data, `-` none.
  private static Map<GoogleType, Boolean> google(Map<String, String> hit) {
    var refused = new EnumMap<GoogleType, Boolean>(GoogleType.class);
    if (hit.getOrDefault("npa", "").equals("1")) {
      refused.put(GoogleType.AD_PERSONALIZATION, false);
    }
    if (hit.getOrDefault("dma", "").equals("1") && hit.getOrDefault("dma_cps", "").equals("-")) {
      refused.put(GoogleType.AD_USER_DATA, false);
    }
    return refused;
  }

  /// Counts requests of a page load and lines of a request: the same again is a resend.
  private static Optional<String> idempotencyKey(Map<String, String> hit, int line) {
    for (var key : new String[] {"tid", "cid", "_p", "_s"}) {
      if (hit.getOrDefault(key, "").isEmpty()) {
        return Optional.empty();
      }
    }
    return Optional.of(
        String.join("\n", hit.get("tid"), hit.get("cid"), hit.get("_p"), hit.get("_s"), "" + line));
  }

  /// Of an item: `pr1` to `pr200`.
  private static OptionalInt place(String key) {
    if (!key.startsWith("pr") || !ITEM.matcher(key).matches()) {
      return OptionalInt.empty();
    }
    var place = Integer.parseInt(key.substring(2));
    return place <= MOST_ITEMS ? OptionalInt.of(place) : OptionalInt.empty();
  }

  /// A number as such; what is none, or absurdly large, stays the text that it is.
  static void amount(ObjectNode into, String key, String text) {
    Texts.decimal(text, LONGEST_NUMBER, LONGEST_NUMBER)
        .ifPresentOrElse(number -> into.put(key, number), () -> into.put(key, text));
  }

  private void text(String key, Consumer<String> found) {
    given(hit, key, found);
  }

  private static void given(Map<String, String> hit, String key, Consumer<String> found) {
    var value = hit.getOrDefault(key, "");
    if (!value.isEmpty()) {
      found.accept(value);
    }
  }

  private void put(String key, ObjectNode part) {
    if (!part.isEmpty()) {
      event.set(key, part);
    }
  }
}
