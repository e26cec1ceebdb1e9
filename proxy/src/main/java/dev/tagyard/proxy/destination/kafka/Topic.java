package dev.tagyard.proxy.destination.kafka;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.tagyard.proxy.destination.AdConsent;
import dev.tagyard.proxy.destination.Ages;
import dev.tagyard.proxy.destination.Batches;
import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.Destination;
import dev.tagyard.proxy.destination.DestinationType;
import dev.tagyard.proxy.destination.Field;
import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.Limits;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.destination.Replies;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Events as records of a topic, for a warehouse. The call is for the carrier of `kafka:`
/// addresses: its body has a line for each record, the key, a tab, and the event as JSON. A record
/// may come twice: `event_id` tells.
public final class Topic implements Destination {
  /// The company's own store: an opt-out of sale is none of its business.
  public static final DestinationType<TopicConfig> TYPE =
      new DestinationType<>(
          "kafka",
          TopicConfig.class,
          AdConsent.ownStatistics(),
          Topic::new,
          config ->
              new Credentials(
                  config.settings().entrySet().stream()
                      .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().reveal()))));

  private static final int MOST_EVENTS = 1_000;
  private static final int MOST_BYTES = 4_000_000;
  private static final Outcome UNCLEAR =
      new Outcome.Retry(
          "Kafka: an answer that does not name the records that failed", Duration.ZERO);

  private final TopicConfig config;
  private final List<Field> fields;

  public Topic(TopicConfig config) {
    this.config = config;
    this.fields = fields(config);
  }

  static List<Field> fields(TopicConfig config) {
    return List.of(
        new Field(
            "key",
            config.key().path(),
            "as it is; event_id where there is none",
            d ->
                Optional.of(
                    TextNode.valueOf(
                        d.event().text(config.key().path()).orElseGet(() -> d.event().id())))),
        config.contact().field("value"));
  }

  @Override
  public Set<String> plainFields() {
    return config.contact().plainFields();
  }

  @Override
  public Limits limits() {
    return new Limits(
        MOST_EVENTS,
        MOST_BYTES,
        config.maxAge(),
        Duration.ofMillis(50),
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
    return Batches.of(batch, this::line, MOST_EVENTS, MOST_BYTES - 1, "\n").stream()
        .map(load -> new Call(load.deliveries(), produce(load.events() + "\n", credentials)))
        .toList();
  }

  /// The carrier names the records that failed by their lines, and whether a repeat may help. What
  /// does not say all of that settles nothing: a record may come twice, but not get lost.
  @Override
  public Map<Delivery, Outcome> interpret(Call call, HttpReply reply) {
    var shown = Replies.without(reply, config.settings().values());
    if (shown.status() != 207) {
      return Replies.all(call, Replies.byStatus(call, shown));
    }
    var told = Replies.json(shown).path("failed");
    var outcomes = new HashMap<>(Replies.all(call, new Outcome.Delivered()));
    for (var failed : told) {
      var at = failed.path("line").asInt(-1);
      if (at < 0 || at >= call.deliveries().size() || !failed.path("retry").isBoolean()) {
        return Replies.all(call, UNCLEAR);
      }
      var error = failed.path("error").asText();
      outcomes.put(
          call.deliveries().get(at),
          failed.path("retry").asBoolean()
              ? new Outcome.Retry(error, Duration.ZERO)
              : new Outcome.Rejected(error));
    }
    return told.isEmpty() ? Replies.all(call, UNCLEAR) : outcomes;
  }

  private String line(Delivery delivery) {
    var key = fields.get(0).read().apply(delivery).map(node -> node.asText("")).orElse("");
    var value = fields.get(1).read().apply(delivery).map(Object::toString).orElse("{}");
    return key.replaceAll("[\\t\\n\\r]", " ") + "\t" + value;
  }

  private HttpCall produce(String lines, Credentials credentials) {
    var settings = new HashMap<String, String>();
    config.settings().keySet().forEach(name -> settings.put(name, credentials.get(name)));
    return new HttpCall(
        "PRODUCE",
        URI.create("kafka://" + String.join(",", config.brokers()) + "/" + config.topic()),
        settings,
        lines);
  }
}
