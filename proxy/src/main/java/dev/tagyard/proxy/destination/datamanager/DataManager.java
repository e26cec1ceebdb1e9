package dev.tagyard.proxy.destination.datamanager;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tagyard.consent.ConsentPolicy;
import dev.tagyard.consent.ConsentPolicy.Basis;
import dev.tagyard.consent.GoogleType;
import dev.tagyard.consent.Verdict;
import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.Destination;
import dev.tagyard.proxy.destination.DestinationType;
import dev.tagyard.proxy.destination.Endpoints;
import dev.tagyard.proxy.destination.EventNames;
import dev.tagyard.proxy.destination.Field;
import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.JsonVendor;
import dev.tagyard.proxy.destination.Limits;
import dev.tagyard.proxy.destination.Need;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.destination.Rehearsal;
import dev.tagyard.proxy.destination.TokenGrant;
import dev.tagyard.proxy.destination.Wire;
import dev.tagyard.rules.yaml.Secret;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/// Google Data Manager `events:ingest` for conversion actions of Google Ads. Google queues what it
/// takes; a second look settles the delivery. The same transaction sent again adjusts the
/// conversion, which is how refunds go and why repeats do no harm.
public final class DataManager implements Destination {
  /// Google is vendor 755. A conversion for ads needs ids kept on the device (1) and measures ads
  /// (7); consent mode has both as `ad_storage` and `ad_user_data`. After an opt-out of sale it
  /// goes with both uses denied.
  public static final ConsentPolicy CONSENT =
      new ConsentPolicy(
          new ConsentPolicy.Tcf(
              OptionalInt.of(755),
              false,
              Set.of(1, 7),
              Map.of(
                  1, Basis.CONSENT,
                  3, Basis.CONSENT,
                  4, Basis.CONSENT,
                  2, Basis.LEGITIMATE_INTEREST,
                  7, Basis.LEGITIMATE_INTEREST,
                  9, Basis.LEGITIMATE_INTEREST,
                  10, Basis.LEGITIMATE_INTEREST),
              Set.of(2, 7, 9, 10),
              true),
          OptionalInt.empty(),
          Set.of(GoogleType.AD_STORAGE, GoogleType.AD_USER_DATA),
          Set.of("marketing"),
          Optional.empty(),
          Verdict.RESTRICT,
          Verdict.DENY,
          false);

  public static final DestinationType<DataManagerConfig> TYPE =
      new DestinationType<>(
          "data_manager",
          DataManagerConfig.class,
          CONSENT,
          DataManager::new,
          DataManager::credentials);

  private static final URI HOST = URI.create("https://datamanager.googleapis.com");
  private static final String PURCHASE = "purchase";
  static final String VALIDATE = "\"validateOnly\":";

  private final DataManagerConfig config;
  private final URI host;

  /// Conversion actions by event name.
  private final Map<String, String> conversions;

  /// By event name: one conversion action in a request.
  private final Map<String, Destination> actions;

  private final Destination none;

  public DataManager(DataManagerConfig config) {
    this.config = config;
    this.host = config.endpoint().map(to -> Endpoints.onto(HOST, to)).orElse(HOST);
    this.conversions = conversions(config);
    var byName = new HashMap<String, Destination>();
    conversions.forEach((name, action) -> byName.put(name, vendor(action)));
    this.actions = Map.copyOf(byName);
    this.none = vendor("0");
  }

  static List<Field> fields(DataManagerConfig config) {
    return IngestFields.of(config);
  }

  /// A refund concerns what was bought, unless it has an action of its own.
  private static Map<String, String> conversions(DataManagerConfig config) {
    var all = new HashMap<String, String>();
    Optional.ofNullable(config.conversions().get(PURCHASE))
        .ifPresent(action -> IngestFields.TAKING_BACK.forEach(name -> all.put(name, action)));
    all.putAll(config.conversions());
    return all;
  }

  @Override
  public Limits limits() {
    return none.limits();
  }

  @Override
  public Optional<TokenGrant> tokenGrant() {
    return Optional.of(new GoogleGrant(config));
  }

  @Override
  public Object batchKey(Delivery delivery) {
    return switch (Standing.of(delivery)) {
      case Standing.Unsent() -> "action " + conversions.getOrDefault(delivery.event().name(), "");
      case Standing.Queued(var requestId, _) -> "status " + requestId;
      case Standing.Again(var part) -> "part " + part;
    };
  }

  @Override
  public Optional<Outcome> screen(Delivery delivery, Instant now) {
    if (!(Standing.of(delivery) instanceof Standing.Queued)) {
      return of(delivery).screen(delivery, now);
    }
    return delivery.acceptedAt().plus(config.maxAge()).isAfter(now)
        ? Optional.empty()
        : Optional.of(new Outcome.Unknown("Google never told what became of it"));
  }

  @Override
  public List<Call> prepare(List<Delivery> batch, Credentials credentials) {
    if (batch.isEmpty()) {
      return List.of();
    }
    var first = batch.getFirst();
    return Standing.of(first) instanceof Standing.Queued(var requestId, _)
        ? List.of(new Call(batch, question(requestId, credentials)))
        : of(first).prepare(batch, credentials);
  }

  /// By a conversion action that is configured, also where the sample's name has none: Google
  /// refuses one that it does not know.
  @Override
  public Optional<Rehearsal> rehearse(Delivery sample, Credentials credentials) {
    return Stream.concat(Stream.of(sample.event().name()), actions.keySet().stream().sorted())
        .filter(actions::containsKey)
        .findFirst()
        .map(actions::get)
        .orElse(none)
        .rehearse(sample, credentials);
  }

  @Override
  public Map<Delivery, Outcome> interpret(Call call, HttpReply reply) {
    return asks(call) ? DataManagerReply.status(config, call, reply) : none.interpret(call, reply);
  }

  /// Those of a request whose events end with it, so that none is counted at each halving.
  @Override
  public Map<String, Integer> faults(Call call, HttpReply reply) {
    var ended =
        asks(call)
            && interpret(call, reply).values().stream()
                .noneMatch(Outcome.Pending.class::isInstance);
    return ended ? Diagnosis.of(reply).faults() : Map.of();
  }

  private static boolean asks(Call call) {
    return call.http().method().equals("GET");
  }

  private Destination of(Delivery delivery) {
    return actions.getOrDefault(delivery.event().name(), none);
  }

  private Destination vendor(String action) {
    return new JsonVendor(
        new Wire(
            new Limits(
                2_000,
                4_000_000,
                config.maxAge(),
                Duration.ofSeconds(2),
                config.timeout(),
                true,
                Limits.Deduplication.BY_TRANSACTION_ID),
            new EventNames(conversions, ours -> Optional.empty(), Map.of()),
            fields(config),
            List.of(
                Need.anyOf("no_transaction_id", "transactionId"),
                Need.anyOf(
                    "no_identifier",
                    "adIdentifiers.gclid",
                    "adIdentifiers.gbraid",
                    "adIdentifiers.wbraid",
                    "userData.userIdentifiers"),
                new Need(
                    "partial_refund_without_remaining_value",
                    event -> !event.has("lastUpdatedTimestamp") || event.has("conversionValue"))),
            (events, credentials) -> ingest(action, events, credentials),
            (call, reply) -> DataManagerReply.ingested(config, call, reply),
            Optional.of(
                new Wire.Trial(
                    call ->
                        new HttpCall(
                            call.method(),
                            call.uri(),
                            call.headers(),
                            call.body().replaceFirst(VALIDATE + "(true|false)", VALIDATE + "true")),
                    "the credentials, the account and the body are right; nothing was kept")),
            secrets(config),
            tokenGrant()));
  }

  private HttpCall ingest(String action, String events, Credentials credentials) {
    var to = JsonNodeFactory.instance.objectNode().put("reference", "d1");
    var type = config.accountType().name();
    config
        .loginAccountId()
        .ifPresent(
            id -> to.putObject("loginAccount").put("accountType", type).put("accountId", id));
    to.putObject("operatingAccount").put("accountType", type).put("accountId", config.accountId());
    to.put("productDestinationId", action);
    return HttpCall.json(
        host.resolve("/v1/events:ingest"),
        headers(credentials),
        "{\"destinations\":["
            + to
            + "],\"encoding\":\"HEX\","
            + VALIDATE
            + config.validateOnly()
            + ",\"events\":["
            + events
            + "]}");
  }

  private HttpCall question(String handle, Credentials credentials) {
    return new HttpCall(
        "GET",
        host.resolve(
            "/v1/requestStatus:retrieve?requestId="
                + URLEncoder.encode(handle, StandardCharsets.UTF_8)),
        headers(credentials),
        "");
  }

  private Map<String, String> headers(Credentials credentials) {
    var headers = new HashMap<String, String>();
    headers.put("authorization", "Bearer " + credentials.orMask(TokenGrant.TOKEN));
    config.quotaProject().ifPresent(project -> headers.put("x-goog-user-project", project));
    return headers;
  }

  private static Credentials credentials(DataManagerConfig config) {
    var secrets = new HashMap<String, String>();
    config.serviceAccount().ifPresent(key -> secrets.put("service_account", key.reveal()));
    config.clientSecret().ifPresent(secret -> secrets.put("client_secret", secret.reveal()));
    config.refreshToken().ifPresent(token -> secrets.put("refresh_token", token.reveal()));
    return new Credentials(secrets);
  }

  private static List<Secret> secrets(DataManagerConfig config) {
    return Stream.of(config.clientSecret(), config.refreshToken())
        .flatMap(Optional::stream)
        .toList();
  }
}
