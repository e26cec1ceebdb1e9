package dev.tagyard.rules;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tagyard.rules.event.Event;
import java.util.List;
import java.util.stream.IntStream;

/// Made-up events that look like those of a shop, to warm up with.
final class Synthetic {
  private static final List<String> NAMES =
      List.of(
          "page_view", "view_item", "add_to_cart", "begin_checkout", "purchase", "generate_lead");

  private Synthetic() {}

  static List<Event> events(int count) {
    return IntStream.range(0, count).mapToObj(Synthetic::event).toList();
  }

  private static Event event(int number) {
    var tree = JsonNodeFactory.instance.objectNode();
    tree.put("event_name", NAMES.get(number % NAMES.size()));
    tree.put("event_id", "warm-up-" + number);
    tree.put("event_time", 1_767_268_800_000L + number);
    tree.put("received_at", 1_767_268_800_100L + number);
    tree.put("source", "native");
    tree.put("trusted", false);
    tree.putObject("page")
        .put("url", "https://www.example.com/shop/item?utm_source=mail&q=" + number)
        .put("referrer", "https://www.example.org/")
        .put("title", "Item " + number);
    tree.putObject("user")
        .put("client_id", "c" + number)
        .put("email", "person" + number + "@example.net")
        .put("country", "DE");
    tree.putObject("visitor")
        .put("id", "v" + number)
        .put("ip", "192.0.2." + number % 250)
        .put("user_agent", "Mozilla/5.0")
        .put("country", "DE");
    tree.putObject("ids").put("gclid", "g" + number).put("fbp", "fb.1.1." + number);
    var params = tree.putObject("params");
    params.put("value", 10.5 + number).put("currency", "EUR").put("transaction_id", "W" + number);
    params
        .putArray("items")
        .addObject()
        .put("item_id", "SKU-" + number)
        .put("item_name", "Thing")
        .put("price", 10.5)
        .put("quantity", 1);
    return Event.of(tree);
  }
}
