package dev.tagyard.rules.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Random;

/// Events for tests; the people in them are invented.
public final class Samples {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long START = 1_763_773_200_123L;

  private static final List<String> NAMES =
      List.of("page_view", "view_item", "add_to_cart", "begin_checkout", "purchase", "sign_up");
  private static final List<String> FIRST =
      List.of("Ada", "Béla", "Çelik", "Dörte", "Ebru", "Jürgen", "İpek", "Zoë");
  private static final List<String> LAST =
      List.of("Beispiel", "Muster", "Straße", "O'Probe", "Ünal", "de Test");
  private static final List<String> COUNTRIES = List.of("DE", "FR", "TR", "US", "GB", "JP");
  private static final List<String> CURRENCIES = List.of("EUR", "USD", "TRY", "JPY");
  private static final List<String> CLICK_IDS = List.of("gclid", "fbclid", "ttclid", "msclkid");

  private Samples() {}

  /// An event from JSON.
  public static Event of(String json) {
    try {
      return Event.of((ObjectNode) JSON.readTree(json));
    } catch (JsonProcessingException wrong) {
      throw new IllegalArgumentException(wrong);
    }
  }

  /// A purchase with every group of fields filled.
  public static Event purchase() {
    return of(
        """
        {"event_name": "purchase", "event_id": "E1", "event_time": 1763773200123,
         "received_at": 1763773200456, "source": "web", "trusted": false,
         "page": {"url": "https://shop.example.com/thanks?order=T1&gclid=G1",
          "referrer": "https://www.example.org/", "title": "Thank you"},
         "user": {"client_id": "C1", "user_id": "U1", "email": "Ada.Beispiel@example.com",
          "phone": "+49 30 1234567", "first_name": "Ada", "last_name": "Beispiel",
          "street": "Musterweg 1", "city": "Berlin", "region": "BE", "postal_code": "10115",
          "country": "DE"},
         "visitor": {"id": "V1", "ip": "192.0.2.7", "user_agent": "Mozilla/5.0 (Test)",
          "country": "DE", "region": "BE", "language": "de"},
         "params": {"value": 59.9, "currency": "EUR", "transaction_id": "T1", "tax": 9.5,
          "shipping": 4.9, "coupon": "WINTER", "items": [
           {"item_id": "I1", "item_name": "Cup", "price": 19.9, "quantity": 2},
           {"item_id": "I2", "item_name": "Plate", "price": 20.1, "quantity": 1}]},
         "ids": {"gclid": "G1", "fbp": "fb.1.1763773000000.123456789", "fbclid": "F1",
          "ga": "123.456", "seen_at": {"gclid": 1763773000000}},
         "consent": {"gdpr": 1, "categories": {"marketing": true, "statistics": true},
          "google": {"ad_storage": "granted", "ad_user_data": "granted",
           "ad_personalization": "granted", "analytics_storage": "granted"}}}
        """);
  }

  /// Some event; the same for the same seed.
  public static Event event(long seed) {
    var random = new Random(seed * 0x9E3779B97F4A7C15L);
    var event = JsonNodeFactory.instance.objectNode();
    event.put("event_name", pick(random, NAMES));
    event.put("event_id", "S" + seed);
    event.put("event_time", START + random.nextInt(1_000_000));
    event.put("received_at", START + 1_000_000);
    event.put("source", "web");
    event.put("trusted", random.nextInt(4) == 0);
    event
        .putObject("page")
        .put("url", "https://shop.example.com/p/" + random.nextInt(1000))
        .put("title", "Page " + random.nextInt(1000));
    var first = pick(random, FIRST);
    var last = pick(random, LAST);
    var user = event.putObject("user").put("client_id", "C" + random.nextInt(100_000));
    maybe(random, user, "email", first + "." + last.replace(" ", "") + "@example.com");
    maybe(random, user, "phone", "+49 30 " + (1_000_000 + random.nextInt(9_000_000)));
    maybe(random, user, "first_name", first);
    maybe(random, user, "last_name", last);
    maybe(random, user, "country", pick(random, COUNTRIES));
    event
        .putObject("visitor")
        .put("ip", "192.0.2." + random.nextInt(256))
        .put("country", pick(random, COUNTRIES));
    var params = event.putObject("params");
    if (random.nextBoolean()) {
      params.put("value", random.nextInt(100_000) / 100.0);
      params.put("currency", pick(random, CURRENCIES));
      params.put("transaction_id", "T" + seed);
      addItems(random, params);
    }
    var ids = event.putObject("ids");
    maybe(random, ids, pick(random, CLICK_IDS), "id-" + random.nextInt(100_000));
    event.putObject("consent").putObject("categories").put("marketing", random.nextBoolean());
    return Event.of(event);
  }

  private static void addItems(Random random, ObjectNode params) {
    var items = params.putArray("items");
    for (var i = random.nextInt(5); i > 0; i--) {
      items
          .addObject()
          .put("item_id", "I" + random.nextInt(1000))
          .put("item_name", "Item " + random.nextInt(1000))
          .put("price", random.nextInt(10_000) / 100.0)
          .put("quantity", 1 + random.nextInt(3));
    }
  }

  private static void maybe(Random random, ObjectNode object, String key, String value) {
    if (random.nextBoolean()) {
      object.put(key, value);
    }
  }

  private static String pick(Random random, List<String> words) {
    return words.get(random.nextInt(words.size()));
  }
}
