package dev.tagyard.proxy.destination.x;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tagyard.consent.Verdict;
import dev.tagyard.proxy.destination.AdConsent;
import dev.tagyard.proxy.destination.Amounts;
import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.Destination;
import dev.tagyard.proxy.destination.DestinationType;
import dev.tagyard.proxy.destination.Endpoints;
import dev.tagyard.proxy.destination.EventNames;
import dev.tagyard.proxy.destination.Field;
import dev.tagyard.proxy.destination.Fields;
import dev.tagyard.proxy.destination.Goods;
import dev.tagyard.proxy.destination.Hashing;
import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.proxy.destination.JsonVendor;
import dev.tagyard.proxy.destination.Limits;
import dev.tagyard.proxy.destination.Need;
import dev.tagyard.proxy.destination.Normalize;
import dev.tagyard.proxy.destination.Wire;
import dev.tagyard.rules.yaml.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;

/// X Conversions API. Source: <https://docs.x.com/x-ads-api/measurement/web-conversions>, read
/// 2026-11-22.
public final class X {
  /// Neither in the TCF list nor in Google's Additional Consent list. There is no field for an
  /// opt-out: X asks to keep such events away from it.
  public static final DestinationType<XConfig> TYPE =
      new DestinationType<>(
          "x",
          XConfig.class,
          AdConsent.unlisted(OptionalInt.empty(), Verdict.DENY),
          X::of,
          X::credentials);

  private static final String PIXEL_TOKEN = "pixel_token";
  private static final URI HOST = URI.create("https://ads-api.x.com");

  private static final Goods.Key PRICE = Goods.number("content_price", "price");
  private static final List<Goods.Key> GOODS =
      List.of(
          Goods.text("content_id", "item_id"),
          Goods.text("content_group_id", "item_group_id"),
          Goods.text("content_name", "item_name"),
          Goods.text("content_type", "item_category"),
          PRICE,
          Goods.count("num_items"));
  private static final Field CONTENTS = Goods.list("contents", GOODS);
  private static final Field UNPRICED =
      Goods.list("contents", GOODS.stream().filter(key -> !key.equals(PRICE)).toList());

  private X() {}

  static Destination of(XConfig config) {
    var wire =
        new Wire(
            new Limits(
                500,
                1_000_000,
                config.maxAge(),
                Duration.ofMillis(200),
                config.timeout(),
                true,
                Limits.Deduplication.BY_EVENT_ID),
            names(config),
            fields(config),
            List.of(Need.anyOf("no_usable_user_data", "identifiers")),
            frame(config),
            XReply::read,
            Optional.empty(),
            secrets(config).values().stream().toList());
    return new JsonVendor(config.signs() ? wire.signedBy(OAuth1::sign) : wire);
  }

  private static Credentials credentials(XConfig config) {
    return new Credentials(
        secrets(config).entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().reveal())));
  }

  private static Map<String, Secret> secrets(XConfig config) {
    var secrets = new HashMap<String, Secret>();
    config.pixelToken().ifPresent(token -> secrets.put(PIXEL_TOKEN, token));
    config.consumerKey().ifPresent(key -> secrets.put(OAuth1.CONSUMER_KEY, key));
    config.consumerSecret().ifPresent(secret -> secrets.put(OAuth1.CONSUMER_SECRET, secret));
    config.accessToken().ifPresent(token -> secrets.put(OAuth1.TOKEN, token));
    config.accessTokenSecret().ifPresent(secret -> secrets.put(OAuth1.TOKEN_SECRET, secret));
    return secrets;
  }

  static List<Field> fields(XConfig config) {
    return List.of(
        Fields.iso("conversion_time"),
        names(config).field("event_id"),
        Fields.url("event_source_url", "page.url"),
        new Field(
            "identifiers",
            "ids.twclid, user.email, user.phone, visitor.ip, visitor.user_agent",
            "email: lower case, SHA-256; phone: + and digits, SHA-256; the others as they are;"
                + " address and agent never alone",
            X::identifiers),
        Field.text("conversion_id", "event_id"),
        new Field(
            "value",
            "params.value",
            "number; only with a currency",
            d -> hasCurrency(d) ? Amounts.json(d, "params.value") : Optional.empty()),
        Fields.currency("price_currency"),
        Goods.pieces("number_items"),
        Field.text("description", "params.description"),
        new Field(
            "contents",
            CONTENTS.from(),
            CONTENTS.treatment() + "; content_price only with a currency",
            d -> (hasCurrency(d) ? CONTENTS : UNPRICED).read().apply(d)));
  }

  /// Money without one X takes for US dollars.
  private static boolean hasCurrency(Delivery delivery) {
    return delivery.event().text("params.currency").flatMap(Amounts::currency).isPresent();
  }

  private static EventNames names(XConfig config) {
    return new EventNames(
        config.conversions(),
        ours -> Optional.of("gtm_" + ours.toLowerCase(Locale.ROOT)),
        EventNames.NO_REFUND);
  }

  private static Wire.Frame frame(XConfig config) {
    var vendor =
        HOST.resolve("/" + config.apiVersion() + "/measurement/conversions/" + config.pixelId());
    var uri = config.endpoint().map(to -> Endpoints.onto(vendor, to)).orElse(vendor);
    return (events, credentials) ->
        HttpCall.json(
            uri,
            config.signs() ? Map.of() : Map.of("x-pixel-token", credentials.get(PIXEL_TOKEN)),
            "{\"conversions\":[" + events + "]}");
  }

  private static Optional<JsonNode> identifiers(Delivery delivery) {
    var list = JsonNodeFactory.instance.arrayNode();
    add(list, "twclid", delivery, "ids.twclid", X::clear);
    add(list, "hashed_email", delivery, "user.email", hash(Normalize::email));
    add(list, "hashed_phone_number", delivery, "user.phone", hash(Normalize::phoneE164));
    if (list.isEmpty()) {
      return Optional.empty();
    }
    var browser = JsonNodeFactory.instance.objectNode();
    delivery
        .event()
        .text("visitor.ip")
        .flatMap(Normalize::ip)
        // Dotted IPv4 alone.
        .filter(ip -> ip.indexOf(':') < 0)
        .ifPresent(ip -> browser.put("ip_address", ip));
    delivery
        .event()
        .text("visitor.user_agent")
        .flatMap(X::clear)
        .ifPresent(agent -> browser.put("user_agent", agent));
    if (!browser.isEmpty()) {
      list.add(browser);
    }
    return Optional.of(list);
  }

  /// A hash is of no use where X wants the text itself.
  private static Optional<String> clear(String raw) {
    return Normalize.trimmed(raw).filter(text -> !Hashing.SHA_256.matcher(text).matches());
  }

  private static void add(
      com.fasterxml.jackson.databind.node.ArrayNode list,
      String key,
      Delivery delivery,
      String path,
      Function<String, Optional<String>> make) {
    delivery.event().text(path).flatMap(make).ifPresent(value -> list.addObject().put(key, value));
  }

  private static Function<String, Optional<String>> hash(
      Function<String, Optional<String>> normalize) {
    return raw -> Hashing.hash(raw, Hashing.SHA_256, normalize);
  }
}
