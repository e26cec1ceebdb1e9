package dev.tagyard.proxy.destination.meta;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.tagyard.consent.ConsentPolicy;
import dev.tagyard.consent.GoogleType;
import dev.tagyard.consent.Verdict;
import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.Destination;
import dev.tagyard.proxy.destination.DestinationType;
import dev.tagyard.proxy.destination.Endpoints;
import dev.tagyard.proxy.destination.Field;
import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.Limits;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.destination.Rehearsal;
import dev.tagyard.proxy.destination.Replies;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Meta Conversions API. One bad event makes Meta refuse the whole request, so what it is known to
/// refuse is settled before, and a refused batch is split.
public final class Meta implements Destination {
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
          Meta::new,
          config -> new Credentials(Map.of("access_token", config.accessToken().reveal())));

  private static final URI HOST = URI.create("https://graph.facebook.com");
  private static final Duration MAX_AGE = Duration.ofDays(7);
  private static final int MOST_BYTES = 1_000_000;

  /// What the events may take; the rest is for the frame of the body, with a long token.
  private static final int ROOM = MOST_BYTES - 4_096;

  /// One event older than seven days spoils its batch; the call itself takes time too.
  private static final Duration MARGIN = Duration.ofMinutes(1);

  private final MetaConfig config;
  private final List<Field> fields;
  private final URI uri;

  public Meta(MetaConfig config) {
    this.config = config;
    this.fields = fields(config);
    var vendor = HOST.resolve("/" + config.apiVersion() + "/" + config.pixelId() + "/events");
    this.uri = config.endpoint().map(endpoint -> Endpoints.onto(vendor, endpoint)).orElse(vendor);
  }

  /// The field table of a configuration.
  static List<Field> fields(MetaConfig config) {
    var all = new ArrayList<>(ServerEvent.FIELDS);
    all.addAll(UserData.FIELDS);
    all.addAll(CustomData.fields(config.customData()));
    return List.copyOf(all);
  }

  @Override
  public Limits limits() {
    return new Limits(
        1_000, MOST_BYTES, MAX_AGE, Duration.ofMillis(200), config.timeout(), true, true);
  }

  @Override
  public Optional<Outcome> screen(Delivery delivery, Instant now) {
    var event = delivery.event();
    if (MetaNames.NO_WAY.contains(event.name())) {
      return Optional.of(new Outcome.NotSupported("no_refund_event"));
    }
    if (!event.time().isAfter(now.minus(MAX_AGE).plus(MARGIN))) {
      return Optional.of(new Outcome.Expired("older_than_7_days"));
    }
    var rendered = ServerEvent.render(fields, delivery);
    if (!UserData.usable(rendered.path("user_data"))) {
      return Optional.of(new Outcome.NotSupported("no_usable_user_data"));
    }
    var money = rendered.path("custom_data");
    var purchase = rendered.path("event_name").asText().equals(MetaNames.PURCHASE);
    return purchase && !(money.has("value") && money.has("currency"))
        ? Optional.of(new Outcome.NotSupported("no_value_or_currency"))
        : Optional.empty();
  }

  @Override
  public List<Call> prepare(List<Delivery> batch, Credentials credentials) {
    var token = credentials.get("access_token");
    var calls = new ArrayList<Call>();
    var deliveries = new ArrayList<Delivery>();
    var events = new ArrayList<String>();
    var bytes = 0;
    for (var delivery : batch) {
      var event = ServerEvent.render(fields, delivery).toString();
      var size = event.getBytes(StandardCharsets.UTF_8).length + 1;
      if (!events.isEmpty() && (events.size() == limits().events() || bytes + size > ROOM)) {
        calls.add(call(deliveries, events, token));
        deliveries.clear();
        events.clear();
        bytes = 0;
      }
      deliveries.add(delivery);
      events.add(event);
      bytes += size;
    }
    if (!events.isEmpty()) {
      calls.add(call(deliveries, events, token));
    }
    return calls;
  }

  /// With a test code alone: there is no other way to ask without being counted.
  @Override
  public Optional<Rehearsal> rehearse(Delivery sample, Credentials credentials) {
    return config
        .testEventCode()
        .map(code ->
            new Rehearsal(
                prepare(List.of(sample), credentials).getFirst(),
                "pixel_id and access_token are right; it shows under Test events"));
  }

  @Override
  public Map<Delivery, Outcome> interpret(Call call, HttpReply reply) {
    // Meta repeats a malformed token in its answer, and what it said is kept and shown.
    var shown = Replies.without(reply, config.accessToken());
    return Replies.all(call, MetaReply.read(call, shown));
  }

  /// The token goes in the body, a documented place that no log of addresses shows.
  private Call call(List<Delivery> deliveries, List<String> events, String token) {
    var body = new StringBuilder("{\"data\":[").append(String.join(",", events)).append(']');
    config
        .testEventCode()
        .ifPresent(code -> body.append(",\"test_event_code\":").append(TextNode.valueOf(code)));
    body.append(",\"access_token\":").append(TextNode.valueOf(token)).append('}');
    return new Call(
        deliveries,
        new HttpCall("POST", uri, Map.of("content-type", "application/json"), body.toString()));
  }
}
