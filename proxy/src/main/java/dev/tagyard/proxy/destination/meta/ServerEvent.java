package dev.tagyard.proxy.destination.meta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.Field;
import dev.tagyard.proxy.destination.Fields;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The frame of one event of a request: what, when, where, and under which limits. Source:
/// <https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/server-event>,
/// read 2026-11-22.
final class ServerEvent {
  static final String WEBSITE = "website";
  static final String SYSTEM = "system_generated";
  static final String STORE = "physical_store";

  static final List<Field> FIELDS =
      List.of(
          MetaNames.NAMES.field("event_name"),
          Fields.seconds("event_time"),
          Field.text("event_id", "event_id"),
          new Field(
              "action_source",
              "params.action_source",
              "website with page address and user agent, else system_generated",
              delivery -> text(actionSource(delivery))),
          new Field(
              "event_source_url",
              "page.url",
              "http and https only",
              delivery -> url(delivery, "page.url").map(TextNode::valueOf)),
          new Field(
              "referrer_url",
              "page.referrer",
              "http and https only",
              delivery -> url(delivery, "page.referrer").map(TextNode::valueOf)),
          new Field(
              "data_processing_options[]",
              "consent decision",
              "LDU where an opt-out limits the use",
              delivery -> limited(delivery, TextNode.valueOf("LDU"))),
          new Field(
              "data_processing_options_country",
              "consent decision",
              "0: Meta finds the place itself",
              delivery -> limited(delivery, IntNode.valueOf(0))),
          new Field(
              "data_processing_options_state",
              "consent decision",
              "0: Meta finds the place itself",
              delivery -> limited(delivery, IntNode.valueOf(0))));

  /// What an event may say of itself. `app` is missing: it wants device data that we do not have.
  private static final Set<String> SOURCES =
      Set.of("email", WEBSITE, "phone_call", "chat", STORE, SYSTEM, "business_messaging", "other");

  private ServerEvent() {}

  /// `website` needs an address and an agent, or the whole batch is refused.
  private static String actionSource(Delivery delivery) {
    var event = delivery.event();
    var web = url(delivery, "page.url").isPresent() && UserData.agent(delivery).isPresent();
    return event
        .text("params.action_source")
        .filter(SOURCES::contains)
        .filter(source -> web || !source.equals(WEBSITE))
        .orElse(web ? WEBSITE : SYSTEM);
  }

  private static Optional<String> url(Delivery delivery, String path) {
    return delivery.event().text(path).filter(ServerEvent::http);
  }

  private static boolean http(String url) {
    var start = url.substring(0, Math.min(8, url.length())).toLowerCase(Locale.ROOT);
    return start.startsWith("http://") || start.startsWith("https://");
  }

  private static Optional<JsonNode> limited(Delivery delivery, JsonNode value) {
    return delivery.consent().flags().limitedDataUse() ? Optional.of(value) : Optional.empty();
  }

  private static Optional<JsonNode> text(String text) {
    return Optional.of(TextNode.valueOf(text));
  }
}
