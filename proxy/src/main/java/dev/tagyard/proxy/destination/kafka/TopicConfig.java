package dev.tagyard.proxy.destination.kafka;

import dev.tagyard.proxy.destination.Contact;
import dev.tagyard.rules.yaml.Doc;
import dev.tagyard.rules.yaml.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which topic events are written to.
public record TopicConfig(
    @Doc("Brokers to begin with, such as [kafka1:9092, kafka2:9092].") List<String> brokers,
    @Doc("Topic that events are written to; it must exist, or the brokers must make it.")
        String topic,
    @Doc(value = "What a record's key is: event (event_id), visitor, or user.", otherwise = "event")
        RecordKey key,
    @Doc(
            value =
                "Further settings of Kafka's own producer by their names, such as"
                    + " {security.protocol: SASL_SSL}.",
            otherwise = "{}")
        Map<String, Secret> settings,
    @Doc(
            value =
                "How contact data goes: hashed (sha256_email in place of email, and so on), none,"
                    + " or clear.",
            otherwise = "hashed")
        Contact contact,
    @Doc(value = "Age at which an event is given up.", otherwise = "30d") Duration maxAge,
    @Doc(value = "Longest wait for one batch.", otherwise = "30s") Duration timeout) {

  /// Those are ours: without them accepted would not mean written.
  private static final Set<String> OURS =
      Set.of("acks", "bootstrap.servers", "enable.idempotence", "delivery.timeout.ms");

  /// What stands as the key of a record: records of one key keep their order.
  public enum RecordKey {
    EVENT("event_id"),
    VISITOR("visitor.id"),
    USER("user.user_id");

    private final String path;

    RecordKey(String path) {
      this.path = path;
    }

    String path() {
      return path;
    }
  }

  public TopicConfig {
    brokers = List.copyOf(brokers);
    settings = Map.copyOf(settings);
    if (brokers.isEmpty()) {
      throw new IllegalArgumentException("brokers is empty");
    }
    for (var broker : brokers) {
      if (!broker.matches("[A-Za-z0-9._-]{1,253}:\\d{1,5}")) {
        throw new IllegalArgumentException("brokers: must be HOST:PORT, not \"" + broker + "\"");
      }
    }
    if (!topic.matches("[A-Za-z0-9._-]{1,249}")) {
      throw new IllegalArgumentException(
          "topic must be letters, digits, . _ and -, not \"" + topic + "\"");
    }
    for (var name : settings.keySet()) {
      if (OURS.contains(name) || !name.matches("[a-z][a-z0-9.]{1,80}")) {
        throw new IllegalArgumentException("settings: " + name + " cannot be set");
      }
    }
    var compression = settings.getOrDefault("compression.type", new Secret("none")).reveal();
    if (!Set.of("none", "gzip").contains(compression)) {
      throw new IllegalArgumentException("settings: compression.type must be none or gzip");
    }
  }
}
