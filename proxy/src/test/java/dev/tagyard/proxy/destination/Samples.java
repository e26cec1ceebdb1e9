package dev.tagyard.proxy.destination;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.consent.DestinationDecision;
import dev.tagyard.consent.VendorFlags;
import dev.tagyard.rules.event.Event;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// Events made from a seed: the usual, the odd and the hostile. Invented people only.
public final class Samples {
  public static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final List<String> NAMES =
      List.of(
          "purchase",
          "purchase",
          "purchase",
          "purchase",
          "purchase",
          "page_view",
          "add_to_cart",
          "generate_lead",
          "sign_up",
          "refund",
          "search",
          "session_start",
          "error",
          "Order Completed",
          "ga_thing",
          "_x",
          "9lives",
          "bücher",
          "a".repeat(64));
  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "Ada",
          "José-María O’Neil",
          "İstanbul",
          "Straße 5",
          "日本 東京",
          "\ud83d",
          "𝄞𝄞",
          "a@b",
          "Ada.Love+x@Gmail.com",
          "+49 (0)30 123456-7",
          "0049301234567",
          "030 1234567",
          "1e999999",
          "59,90",
          "59.90",
          "-0.0",
          "NaN",
          "null",
          "{click_id}",
          "%zz&=?#/..\r\nX: y",
          "\"}],\"x\":[{\"",
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "GA1.1.123.456",
          "fb.1.1763773200123.AbC",
          "x".repeat(2_000));
  private static final List<String> PATHS =
      List.of(
          "page.url",
          "page.referrer",
          "page.title",
          "user.client_id",
          "user.user_id",
          "user.email",
          "user.phone",
          "user.first_name",
          "user.last_name",
          "user.city",
          "user.region",
          "user.postal_code",
          "user.country",
          "user.gender",
          "user.birth_date",
          "user.street",
          "params.value",
          "params.currency",
          "params.transaction_id",
          "params.session_id",
          "params.engagement_time_msec",
          "params.coupon",
          "params.search_term",
          "params.items",
          "params.deep",
          "params.google_x",
          "params.ünï",
          "ids.gclid",
          "ids.fbclid",
          "ids.fbc",
          "ids.fbp",
          "ids.ga",
          "ids.click_id",
          "ids.seen_at.fbclid",
          "ids.gbraid",
          "ids.wbraid",
          "ids.twclid",
          "ids.msclkid",
          "ids.li_fat_id",
          "ids.oppref",
          "params.action_source",
          "visitor.ip",
          "visitor.user_agent",
          "visitor.id");

  /// What a shop would send there.
  private static final Map<String, List<String>> USUAL =
      Map.ofEntries(
          Map.entry("page.url", List.of("https://shop.example/thanks?step=4")),
          Map.entry("page.referrer", List.of("https://shop.example/checkout")),
          Map.entry("user.email", List.of("Ada.Lovelace+shop@Example.com", "bea@gmail.com")),
          Map.entry("user.phone", List.of("+49 30 1234567", "+44 20 7946 0958")),
          Map.entry("user.country", List.of("de", "US")),
          Map.entry("user.region", List.of("BE", "CA")),
          Map.entry("user.postal_code", List.of("10115", "94043-1351")),
          Map.entry("params.value", List.of("59.9", "1000", "12.345", "0")),
          Map.entry("params.currency", List.of("EUR", "jpy", "KWD")),
          Map.entry("params.transaction_id", List.of("T-8812")),
          Map.entry("params.action_source", List.of("website", "physical_store", "chat")),
          Map.entry("ids.gclid", List.of("Cj0KCQmadeUp")),
          Map.entry("ids.gbraid", List.of("0AAAAAmadeUp")),
          Map.entry("ids.wbraid", List.of("CkYKmadeUp")),
          Map.entry("ids.twclid", List.of("2abc0made0up0click0id00000")),
          Map.entry("ids.msclkid", List.of("0f1e2d3c4b5a69788796a5b4c3d2e1f0")),
          Map.entry("ids.li_fat_id", List.of("5c0f3b1e-7a2d-4e8f-9b6c-1d2e3f4a5b6c")),
          Map.entry("ids.oppref", List.of("op-7Qx1")),
          Map.entry("visitor.ip", List.of("203.0.113.9", "2001:db8::7")),
          Map.entry("visitor.user_agent", List.of("Mozilla/5.0 (X11; Linux x86_64)")));

  private Samples() {}

  /// A purchase as a shop sends it, whole.
  public static Event purchase(String eventId) {
    var tree = JSON.objectNode();
    tree.put("event_name", "purchase").put("event_id", eventId);
    tree.put("event_time", NOW.minusSeconds(60).toEpochMilli());
    tree.putObject("page").put("url", "https://shop.example/thanks").put("title", "Thank you");
    tree.putObject("user")
        .put("email", "Ada.Lovelace@Example.com")
        .put("phone", "+44 20 7946 0958")
        .put("first_name", "Ada")
        .put("last_name", "Lovelace");
    var params = tree.putObject("params");
    params.put("value", 59.9).put("currency", "EUR").put("transaction_id", "T-" + eventId);
    params.putArray("items").addObject().put("item_id", "SKU1").put("price", 59.9);
    tree.putObject("ids").put("click_id", "clk-" + eventId).put("fbp", "fb.1.1763773200123.42");
    tree.putObject("visitor")
        .put("id", "v-" + eventId)
        .put("ip", "203.0.113.9")
        .put("user_agent", "Mozilla/5.0 (X11; Linux x86_64)");
    return Event.of(tree);
  }

  /// Any event that the intake could let through, and some that it would not.
  public static Event event(long seed) {
    var random = new Random(seed);
    var tree = JSON.objectNode();
    tree.put("event_name", pick(random, NAMES)).put("event_id", "e-" + seed);
    tree.put("event_time", NOW.minusSeconds(random.nextInt(90_000)).toEpochMilli());
    var event = Event.of(tree);
    for (var path : PATHS) {
      if (random.nextBoolean()) {
        event = event.with(path, value(random, path));
      }
    }
    return event;
  }

  public static Delivery allowed(Event event) {
    return delivery(event, VendorFlags.NONE);
  }

  public static Delivery delivery(Event event, VendorFlags flags) {
    return new Delivery(event.id(), event, DestinationDecision.allow("test", flags), NOW, 0);
  }

  public static VendorFlags flags(long seed) {
    var random = new Random(seed);
    return new VendorFlags(random.nextBoolean(), maybe(random), maybe(random));
  }

  /// Answers that vendors, proxies and accidents give.
  public static HttpReply reply(long seed) {
    var random = new Random(seed);
    var status = pick(random, List.of(200, 204, 301, 400, 401, 403, 404, 408, 418, 429, 500, 503));
    var bodies =
        List.of(
            "",
            "OK",
            "null",
            "[]",
            "[1]",
            "<html>",
            "{",
            "{}",
            "{\"events_received\":\"x\"}",
            "{\"events_received\":1}",
            "{\"error\":{}}",
            "{\"error\":\"x\"}",
            "{\"error\":null}",
            "{\"error\":{\"code\":\"190\"}}",
            "{\"error\":{\"code\":4,\"error_subcode\":{}}}");
    var header = pick(random, TEXTS.stream().filter(text -> text.indexOf('\n') < 0).toList());
    return new HttpReply(
        status,
        Map.of(
            "retry-after",
            header,
            "x-business-use-case-usage",
            pick(random, bodies),
            "x-ad-account-usage",
            pick(random, bodies)),
        pick(random, bodies));
  }

  private static JsonNode value(Random random, String path) {
    var usual = USUAL.get(path);
    return usual != null && random.nextBoolean()
        ? JSON.textNode(pick(random, usual))
        : value(random, 2);
  }

  private static JsonNode value(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 8 : 6)) {
      case 0 -> JSON.numberNode(random.nextInt());
      case 1 -> JSON.numberNode(random.nextGaussian() * 1e9);
      case 2 -> random.nextInt(4) == 0 ? JSON.nullNode() : JSON.booleanNode(random.nextBoolean());
      case 6 -> list(random, depth);
      case 7 -> object(random, depth);
      default -> JSON.textNode(pick(random, TEXTS));
    };
  }

  private static ArrayNode list(Random random, int depth) {
    var list = JSON.arrayNode();
    for (var i = random.nextInt(random.nextInt(20) == 0 ? 400 : 4); i > 0; i--) {
      list.add(random.nextInt(3) == 0 ? value(random, depth - 1) : object(random, depth - 1));
    }
    return list;
  }

  private static ObjectNode object(Random random, int depth) {
    var object = JSON.objectNode();
    var keys =
        List.of("item_id", "item_name", "price", "quantity", "index", "own key", "google_x", "z");
    for (var key : keys) {
      if (random.nextBoolean()) {
        object.set(key, value(random, depth - 1));
      }
    }
    return object;
  }

  private static Optional<Boolean> maybe(Random random) {
    return random.nextBoolean() ? Optional.of(random.nextBoolean()) : Optional.empty();
  }

  private static <T> T pick(Random random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
