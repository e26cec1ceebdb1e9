package dev.tagyard.proxy.destination.meta;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.tagyard.consent.ConsentPolicy;
import dev.tagyard.consent.GoogleType;
import dev.tagyard.consent.Verdict;
import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Destination;
import dev.tagyard.proxy.destination.DestinationType;
import dev.tagyard.proxy.destination.Endpoints;
import dev.tagyard.proxy.destination.Field;
import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.proxy.destination.JsonVendor;
import dev.tagyard.proxy.destination.Limits;
import dev.tagyard.proxy.destination.Need;
import dev.tagyard.proxy.destination.Replies;
import dev.tagyard.proxy.destination.Wire;
import dev.tagyard.rules.event.Event;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Meta Conversions API. One bad event makes Meta refuse the whole request, so what it is known to
/// refuse is settled before, and a refused batch is split.
public final class Meta {
  /// Meta is not in the TCF vendor list; Google's Additional Consent list has it as 89. Purposes:
  /// it keeps ids on the device (1), makes ad profiles and uses them (3, 4), and measures ads (7).
  /// Limited data use is Meta's tool for an opt-out in the United States, so that is a restriction.
  public static final ConsentPolicy CONSENT =
      new ConsentPolicy(
          new ConsentPolicy.Tcf(
              OptionalInt.empty(), false, Set.of(1, 3, 4, 7), Map.of(), Set.of(), false),
          OptionalInt.of(89),
          Set.of(GoogleType.AD_STORAGE, GoogleType.AD_USER_DATA),
          Set.of("marketing"),
          Optional.empty(),
          Verdict.RESTRICT,
          Verdict.DENY,
          false);

  public static final DestinationType<MetaConfig> TYPE =
      new DestinationType<>(
          "meta",
          MetaConfig.class,
          CONSENT,
          Meta::of,
          config -> new Credentials(Map.of("access_token", config.accessToken().reveal())));

  private static final URI HOST = URI.create("https://graph.facebook.com");
  private static final int MOST_BYTES = 1_000_000;
  private static final Duration MAX_AGE = Duration.ofDays(7);
  private static final Duration MAX_AGE_IN_STORES = Duration.ofDays(62);

  private Meta() {}

  static Destination of(MetaConfig config) {
    var wire =
        new Wire(
            new Limits(
                1_000,
                MOST_BYTES,
                MAX_AGE,
                Duration.ofMillis(200),
                config.timeout(),
                true,
                Limits.Deduplication.BY_EVENT_ID),
            MetaNames.NAMES,
            fields(config),
            List.of(
                new Need("no_usable_user_data", event -> UserData.usable(event.path("user_data"))),
                Need.inEvent(
                    "no_value_or_currency",
                    "event_name",
                    MetaNames.PURCHASE,
                    "custom_data.value",
                    "custom_data.currency")),
            frame(config),
            (call, reply) -> Replies.all(call, MetaReply.read(call, reply)),
            // There is no other way to ask without being counted.
            Wire.Trial.asConfigured(
                config.testEventCode().isPresent(),
                "pixel_id and access_token are right; it shows under Test events"),
            // Meta repeats a malformed token in its answer, and what it said is kept and shown.
            List.of(config.accessToken()));
    return new JsonVendor(wire.lasting(Meta::maxAge));
  }

  /// What happened in a shop of stone is told late.
  private static Duration maxAge(Event event) {
    return event.text("params.action_source").filter(ServerEvent.STORE::equals).isPresent()
        ? MAX_AGE_IN_STORES
        : MAX_AGE;
  }

  /// The field table of a configuration.
  static List<Field> fields(MetaConfig config) {
    var all = new ArrayList<>(ServerEvent.FIELDS);
    all.addAll(UserData.FIELDS);
    all.addAll(CustomData.fields(config.customData()));
    return List.copyOf(all);
  }

  /// The token goes in the body, a documented place that no log of addresses shows.
  private static Wire.Frame frame(MetaConfig config) {
    var vendor = HOST.resolve("/" + config.apiVersion() + "/" + config.pixelId() + "/events");
    var uri = config.endpoint().map(endpoint -> Endpoints.onto(vendor, endpoint)).orElse(vendor);
    var test =
        config
            .testEventCode()
            .map(code -> ",\"test_event_code\":" + TextNode.valueOf(code))
            .orElse("");
    return (events, credentials) ->
        HttpCall.json(
            uri,
            Map.of(),
            "{\"data\":["
                + events
                + "]"
                + test
                + ",\"access_token\":"
                + TextNode.valueOf(credentials.get("access_token"))
                + "}");
  }
}
