package dev.tagyard.proxy.destination.kafka;

import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.Contact;
import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Destination;
import dev.tagyard.proxy.destination.DestinationConformance;
import dev.tagyard.proxy.destination.Field;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.rules.yaml.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Map;

class TopicConformanceTest extends DestinationConformance {
  static final TopicConfig CONFIG =
      new TopicConfig(
          List.of("kafka1:9092", "kafka2:9092"),
          "events",
          TopicConfig.RecordKey.EVENT,
          Map.of("sasl.jaas.config", new Secret(SECRET)),
          Contact.HASHED,
          Duration.ofDays(30),
          Duration.ofSeconds(30));

  @Override
  protected String name() {
    return "kafka";
  }

  @Override
  protected Destination destination() {
    return Topic.TYPE.build().apply(CONFIG);
  }

  @Override
  protected Credentials credentials() {
    return Topic.TYPE.credentials().apply(CONFIG);
  }

  @Override
  protected Record config() {
    return CONFIG;
  }

  @Override
  protected List<Field> fields() {
    return Topic.fields(CONFIG);
  }

  @Override
  protected HttpReply accepted(Call call) {
    return new HttpReply(200, Map.of(), "");
  }

  @Override
  protected HttpReply refusal(String words) {
    return new HttpReply(400, Map.of(), words);
  }

  @Override
  protected HttpReply refusal(Call call, int at) {
    return new HttpReply(
        207,
        Map.of(),
        "{\"failed\":[{\"line\":" + at + ",\"error\":\"RecordTooLarge\",\"retry\":false}]}");
  }
}
