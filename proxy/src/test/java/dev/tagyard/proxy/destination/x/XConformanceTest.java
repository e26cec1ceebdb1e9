package dev.tagyard.proxy.destination.x;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Destination;
import dev.tagyard.proxy.destination.DestinationConformance;
import dev.tagyard.proxy.destination.Field;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.rules.yaml.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class XConformanceTest extends DestinationConformance {
  static final XConfig CONFIG =
      new XConfig(
          "pq3xy",
          Optional.of(new Secret(SECRET)),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Map.of("purchase", "tw-pq3xy-ev7zk"),
          Optional.of(URI.create("http://127.0.0.1:9919")),
          "12",
          Duration.ofDays(90),
          Duration.ofSeconds(10));

  @Override
  protected String name() {
    return "x";
  }

  @Override
  protected Destination destination() {
    return X.TYPE.build().apply(CONFIG);
  }

  @Override
  protected Credentials credentials() {
    return X.TYPE.credentials().apply(CONFIG);
  }

  @Override
  protected Record config() {
    return CONFIG;
  }

  @Override
  protected List<Field> fields() {
    return X.fields(CONFIG);
  }

  @Override
  protected HttpReply accepted(Call call) {
    return new HttpReply(
        200, Map.of(), "{\"data\":{\"conversions_processed\":" + call.deliveries().size() + "}}");
  }

  @Override
  protected HttpReply refusal(String words) {
    return new HttpReply(
        400, Map.of(), "{\"errors\":[{\"message\":" + TextNode.valueOf(words) + "}]}");
  }
}
