package dev.tagyard.proxy.destination.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.proxy.destination.AdConsent;
import dev.tagyard.proxy.destination.Ages;
import dev.tagyard.proxy.destination.Batches;
import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.Destination;
import dev.tagyard.proxy.destination.DestinationType;
import dev.tagyard.proxy.destination.Field;
import dev.tagyard.proxy.destination.Fields;
import dev.tagyard.proxy.destination.Hashing;
import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.JsonText;
import dev.tagyard.proxy.destination.Limits;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.destination.Replies;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Events posted as JSON to an address of the operator's choice. The message id is the same at each
/// attempt, so that a receiver can drop repeats; time and signature are new.
public final class Webhook implements Destination {
  public static final DestinationType<WebhookConfig> TYPE =
      new DestinationType<>(
          "webhook", WebhookConfig.class, AdConsent.partner(), Webhook::new, Webhook::credentials);

  /// The body of one event; in a batch these stand in the list `data`.
  static List<Field> fields(WebhookConfig config) {
    return List.of(
        Field.text("type", "event_name"), Fields.iso("timestamp"), config.contact().field("data"));
  }

  private static final int MOST_BYTES = 1_000_000;
  private static final int FRAME = 200;
  private static final String ID = "webhook-id";
  private static final String HEADER = "header ";

  private final WebhookConfig config;
  private final List<Field> fields;

  public Webhook(WebhookConfig config) {
    this.config = config;
    this.fields = fields(config);
  }

  @Override
  public Set<String> plainFields() {
    return config.contact().plainFields();
  }

  @Override
  public Limits limits() {
    return new Limits(
        config.batch(),
        MOST_BYTES,
        config.maxAge(),
        config.batch() > 1 ? config.batchWait() : java.time.Duration.ZERO,
        config.timeout(),
        true,
        Limits.Deduplication.NONE);
  }

  @Override
  public Optional<Outcome> screen(Delivery delivery, Instant now) {
    return Ages.expired(delivery, config.maxAge(), now);
  }

  @Override
  public List<Call> prepare(List<Delivery> batch, Credentials credentials) {
    return Batches.of(batch, d -> JsonText.of(rendered(d)), config.batch(), MOST_BYTES - FRAME)
        .stream()
        .map(load -> new Call(load.deliveries(), http(load, credentials)))
        .toList();
  }

  @Override
  public HttpCall sign(HttpCall call, Credentials credentials, Instant now) {
    var id = call.headers().getOrDefault(ID, "");
    var secrets =
        Stream.of("secret", "old_secret").filter(credentials::has).map(credentials::get).toList();
    var headers = new HashMap<>(call.headers());
    headers.remove(ID);
    headers.putAll(config.signature().headers(id, call.body(), secrets, now));
    return new HttpCall(call.method(), call.uri(), headers, call.body());
  }

  @Override
  public Map<Delivery, Outcome> interpret(Call call, HttpReply reply) {
    var secrets =
        Stream.of(
                config.secret().stream(),
                config.oldSecret().stream(),
                config.headers().values().stream())
            .flatMap(each -> each)
            .toList();
    var shown = Replies.without(reply, secrets);
    // Gone: the receiver wants no more of it, so it is for the operator to say what now.
    return Replies.all(
        call,
        shown.status() == 410
            ? new Outcome.CredentialsRefused(Replies.words(shown))
            : Replies.byStatus(call, shown));
  }

  private HttpCall http(Batches.Load load, Credentials credentials) {
    var headers = new TreeMap<String, String>();
    config
        .headers()
        .keySet()
        .forEach(name ->
            headers.put(name.toLowerCase(java.util.Locale.ROOT), credentials.get(HEADER + name)));
    headers.put(ID, id(load.deliveries()));
    var first = load.deliveries().getFirst();
    return HttpCall.json(
        config.url(),
        headers,
        config.batch() == 1
            ? load.events()
            : "{\"type\":\"events\",\"timestamp\":"
                + rendered(first).path("timestamp")
                + ",\"data\":["
                + load.events()
                + "]}");
  }

  private ObjectNode rendered(Delivery delivery) {
    return Field.body(fields, delivery);
  }

  /// By the deliveries that it stands for; it may hold no dot.
  private static String id(List<Delivery> deliveries) {
    var keys = deliveries.stream().map(Delivery::key).collect(Collectors.joining("\n"));
    return "msg_" + Hashing.sha256(keys).substring(0, 32);
  }

  private static Credentials credentials(WebhookConfig config) {
    var secrets = new HashMap<String, String>();
    config.secret().ifPresent(secret -> secrets.put("secret", secret.reveal()));
    config.oldSecret().ifPresent(secret -> secrets.put("old_secret", secret.reveal()));
    config.headers().forEach((name, value) -> secrets.put(HEADER + name, value.reveal()));
    return new Credentials(secrets);
  }
}
