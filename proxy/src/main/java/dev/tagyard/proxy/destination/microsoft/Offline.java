package dev.tagyard.proxy.destination.microsoft;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tagyard.consent.Verdict;
import dev.tagyard.proxy.destination.Amounts;
import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.Destination;
import dev.tagyard.proxy.destination.DestinationType;
import dev.tagyard.proxy.destination.Endpoints;
import dev.tagyard.proxy.destination.EventNames;
import dev.tagyard.proxy.destination.Field;
import dev.tagyard.proxy.destination.Fields;
import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.JsonVendor;
import dev.tagyard.proxy.destination.Limits;
import dev.tagyard.proxy.destination.Need;
import dev.tagyard.proxy.destination.Normalize;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.destination.TokenGrant;
import dev.tagyard.proxy.destination.Wire;
import dev.tagyard.rules.yaml.Secret;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Microsoft's offline conversions, by the Campaign Management API. A refund adjusts a conversion
/// that is named by its goal, click and time. Source:
/// <https://learn.microsoft.com/en-us/advertising/campaign-management-service/applyofflineconversions>,
/// read 2026-11-22.
public final class Offline implements Destination {
  /// There is no field for an opt-out here.
  public static final DestinationType<OfflineConfig> TYPE =
      new DestinationType<>(
          "microsoft_offline",
          OfflineConfig.class,
          Microsoft.consent(Verdict.DENY),
          Offline::new,
          Offline::credentials);

  private static final String PURCHASE = "purchase";
  private static final Set<String> TAKING_BACK = Set.of("refund", "cancel");
  private static final URI HOST = URI.create("https://campaign.api.bingads.microsoft.com");
  private static final String PATH = "/CampaignManagement/v13/";

  private final Destination uploads;
  private final Destination adjustments;

  public Offline(OfflineConfig config) {
    this.uploads = vendor(config, "OfflineConversions", fields(config), List.of());
    this.adjustments =
        vendor(
            config,
            "OfflineConversionAdjustments",
            adjustmentFields(config),
            List.of(Need.anyOf("no_conversion_time", "ConversionTime")));
  }

  static List<Field> fields(OfflineConfig config) {
    var fields = new ArrayList<Field>();
    fields.add(goal(config));
    fields.add(
        new Field(
            "ConversionTime",
            "event_time",
            "ISO 8601, UTC",
            d -> Optional.of(time(Fields.time(d)))));
    fields.add(Field.amount("ConversionValue", "params.value"));
    fields.add(Fields.currency("ConversionCurrencyCode"));
    fields.addAll(IDENTIFIERS);
    return List.copyOf(fields);
  }

  static List<Field> adjustmentFields(OfflineConfig config) {
    var fields = new ArrayList<Field>();
    fields.add(goal(config));
    fields.add(
        new Field(
            "ConversionTime",
            "params.conversion_time",
            "of the conversion that is taken back; ISO 8601, UTC",
            d -> d.event().at("params.conversion_time").flatMap(Offline::moment)));
    fields.addAll(IDENTIFIERS);
    fields.add(
        new Field(
            "AdjustmentType",
            "params.remaining_value",
            "Restate where it says what is left, else Retract",
            d -> Optional.of(TextNode.valueOf(left(d).isPresent() ? "Restate" : "Retract"))));
    fields.add(new Field("AdjustmentValue", "params.remaining_value", "number", d -> left(d)));
    fields.add(
        new Field(
            "AdjustmentCurrencyCode",
            "params.currency",
            "ISO 4217 in capitals",
            d ->
                left(d)
                    .flatMap(value -> d.event().text("params.currency"))
                    .flatMap(Amounts::currency)
                    .map(TextNode::valueOf)));
    fields.add(
        new Field(
            "AdjustmentTime",
            "event_time",
            "ISO 8601, UTC",
            d -> Optional.of(time(Fields.time(d)))));
    return List.copyOf(fields);
  }

  private static final List<Field> IDENTIFIERS =
      List.of(
          Fields.clear("MicrosoftClickId", "ids.msclkid"),
          Fields.hashed(
              "HashedEmailAddress",
              "user.email",
              "lower case, before the @ no dots and nothing from a plus on",
              Normalize::emailUndotted),
          Fields.hashed("HashedPhoneNumber", "user.phone", "+ and digits", Normalize::phoneE164));

  @Override
  public Limits limits() {
    return uploads.limits();
  }

  @Override
  public Optional<TokenGrant> tokenGrant() {
    return uploads.tokenGrant();
  }

  @Override
  public Object batchKey(Delivery delivery) {
    return takesBack(delivery);
  }

  @Override
  public Optional<Outcome> screen(Delivery delivery, Instant now) {
    return of(delivery).screen(delivery, now);
  }

  @Override
  public List<Call> prepare(List<Delivery> batch, Credentials credentials) {
    return batch.isEmpty() ? List.of() : of(batch.getFirst()).prepare(batch, credentials);
  }

  @Override
  public Map<Delivery, Outcome> interpret(Call call, HttpReply reply) {
    return uploads.interpret(call, reply);
  }

  private Destination of(Delivery delivery) {
    return takesBack(delivery) ? adjustments : uploads;
  }

  private static boolean takesBack(Delivery delivery) {
    return TAKING_BACK.contains(delivery.event().name());
  }

  private static Destination vendor(
      OfflineConfig config, String what, List<Field> fields, List<Need> more) {
    var needs = new ArrayList<>(more);
    needs.add(
        Need.anyOf(
            "no_usable_user_data", "MicrosoftClickId", "HashedEmailAddress", "HashedPhoneNumber"));
    return new JsonVendor(
        new Wire(
            new Limits(
                1_000,
                1_000_000,
                Duration.ofDays(90),
                Duration.ofSeconds(1),
                config.timeout(),
                true,
                Limits.Deduplication.NONE),
            names(config),
            fields,
            needs,
            frame(config, what),
            OfflineReply::read,
            Optional.empty(),
            secrets(config),
            Optional.of(new OfflineGrant(config))));
  }

  /// A refund concerns what was bought, unless it has a goal of its own.
  private static EventNames names(OfflineConfig config) {
    var goals = new HashMap<String, String>();
    Optional.ofNullable(config.conversions().get(PURCHASE))
        .ifPresent(goal -> TAKING_BACK.forEach(name -> goals.put(name, goal)));
    goals.putAll(config.conversions());
    return new EventNames(goals, ours -> Optional.empty(), Map.of());
  }

  private static Field goal(OfflineConfig config) {
    var names = names(config);
    return new Field(
        "ConversionName",
        "event_name",
        "the goal that conversions names",
        d -> names.find(d.event().name()).map(TextNode::valueOf));
  }

  private static Wire.Frame frame(OfflineConfig config, String what) {
    var vendor = HOST.resolve(PATH + what + "/Apply");
    var uri = config.endpoint().map(to -> Endpoints.onto(vendor, to)).orElse(vendor);
    return (events, credentials) ->
        HttpCall.json(
            uri,
            Map.of(
                "authorization", "Bearer " + credentials.orMask(TokenGrant.TOKEN),
                "developertoken", credentials.get("developer_token"),
                "customerid", config.customerId(),
                "customeraccountid", config.accountId()),
            "{\"" + what + "\":[" + events + "]}");
  }

  private static Credentials credentials(OfflineConfig config) {
    var secrets = new HashMap<String, String>();
    secrets.put("developer_token", config.developerToken().reveal());
    secrets.put("refresh_token", config.refreshToken().reveal());
    config.clientSecret().ifPresent(secret -> secrets.put("client_secret", secret.reveal()));
    return new Credentials(secrets);
  }

  private static List<Secret> secrets(OfflineConfig config) {
    return Stream.concat(
            Stream.of(config.developerToken(), config.refreshToken()),
            config.clientSecret().stream())
        .toList();
  }

  private static Optional<JsonNode> left(Delivery delivery) {
    return Amounts.json(delivery, "params.remaining_value");
  }

  /// Milliseconds since the epoch, or ISO 8601.
  private static Optional<JsonNode> moment(JsonNode node) {
    var millis = Amounts.of(node).filter(number -> number.precision() <= 14);
    if (millis.isPresent()) {
      return millis.map(BigDecimal::longValue).map(Instant::ofEpochMilli).map(Offline::time);
    }
    try {
      return Optional.of(time(Instant.parse(node.asText())));
    } catch (java.time.DateTimeException notATime) {
      return Optional.empty();
    }
  }

  private static JsonNode time(Instant at) {
    return TextNode.valueOf(at.truncatedTo(ChronoUnit.SECONDS).toString());
  }
}
