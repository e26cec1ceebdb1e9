package dev.tagyard.proxy.destination.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tagyard.consent.Verdict;
import dev.tagyard.proxy.destination.AdConsent;
import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Destination;
import dev.tagyard.proxy.destination.DestinationType;
import dev.tagyard.proxy.destination.Endpoints;
import dev.tagyard.proxy.destination.EventNames;
import dev.tagyard.proxy.destination.Field;
import dev.tagyard.proxy.destination.Fields;
import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.proxy.destination.JsonVendor;
import dev.tagyard.proxy.destination.Limits;
import dev.tagyard.proxy.destination.Need;
import dev.tagyard.proxy.destination.Replies;
import dev.tagyard.proxy.destination.Wire;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/// OpenAI Ads Conversions API, which is young. Source:
/// <https://developers.openai.com/ads/conversions-api>, read 2026-11-22.
public final class OpenAi {
  /// In neither list as far as known, and without a field for an opt-out.
  public static final DestinationType<OpenAiConfig> TYPE =
      new DestinationType<>(
          "openai",
          OpenAiConfig.class,
          AdConsent.unlisted(OptionalInt.empty(), Verdict.DENY),
          OpenAi::of,
          config -> new Credentials(Map.of("api_key", config.apiKey().reveal())));

  private static final String CUSTOM = "custom";
  private static final URI HOST = URI.create("https://bzr.openai.com");

  private OpenAi() {}

  static Destination of(OpenAiConfig config) {
    return new JsonVendor(
        new Wire(
            new Limits(
                1_000,
                1_000_000,
                Duration.ofDays(7),
                Duration.ofMillis(200),
                config.timeout(),
                true,
                Limits.Deduplication.BY_EVENT_ID),
            names(config),
            fields(config),
            List.of(Need.anyOf("no_click_id", "oppref")),
            frame(config),
            (call, reply) -> Replies.all(call, Replies.byStatus(call, reply)),
            Optional.of(
                new Wire.Trial(
                    call ->
                        new HttpCall(
                            call.method(),
                            call.uri(),
                            call.headers(),
                            call.body().replaceFirst(VALIDATE + "(true|false)", VALIDATE + "true")),
                    "pixel_id, api_key and the body are right; nothing was kept")),
            List.of(config.apiKey())));
  }

  static List<Field> fields(OpenAiConfig config) {
    var names = names(config);
    var fields =
        new ArrayList<>(
            List.of(
                Field.text("id", "event_id"),
                names.field("type"),
                new Field(
                    "custom_event_name",
                    "event_name",
                    "where the type is custom",
                    d ->
                        names
                            .find(d.event().name())
                            .filter(CUSTOM::equals)
                            .map(type -> TextNode.valueOf(d.event().name()))),
                Fields.millis("timestamp_ms"),
                Field.text("oppref", "ids.oppref"),
                Fields.url("source_url", "page.url"),
                Fields.fixed("action_source", TextNode.valueOf("web")),
                Fields.fixed("data.type", TextNode.valueOf("contents"))));
    new TreeMap<>(config.data())
        .forEach((theirs, ours) ->
            fields.add(
                new Field(
                    "data." + theirs,
                    ours,
                    "as it is",
                    d -> d.event().at(ours).filter(JsonNode::isValueNode))));
    return List.copyOf(fields);
  }

  private static EventNames names(OpenAiConfig config) {
    return EventNames.of("purchase order_created")
        .withOthers(name -> Optional.of(CUSTOM))
        .with(config.names());
  }

  private static final String VALIDATE = "\"validate_only\":";

  private static Wire.Frame frame(OpenAiConfig config) {
    var vendor = HOST.resolve("/v1/events?pid=" + config.pixelId());
    var uri = config.endpoint().map(to -> Endpoints.onto(vendor, to)).orElse(vendor);
    return (events, credentials) ->
        HttpCall.json(
            uri,
            Map.of("authorization", "Bearer " + credentials.get("api_key")),
            "{" + VALIDATE + config.validateOnly() + ",\"events\":[" + events + "]}");
  }
}
