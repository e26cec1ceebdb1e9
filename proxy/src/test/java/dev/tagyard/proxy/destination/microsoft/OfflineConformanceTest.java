package dev.tagyard.proxy.destination.microsoft;

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

class OfflineConformanceTest extends DestinationConformance {
  static final OfflineConfig CONFIG =
      new OfflineConfig(
          Map.of("purchase", "Offline purchase", "generate_lead", "Offline lead"),
          "11111111",
          "22222222",
          new Secret(SECRET),
          "client-of-nobody",
          Optional.of(new Secret(SECRET)),
          new Secret(SECRET),
          Optional.of(URI.create("http://127.0.0.1:9917")),
          Optional.of(URI.create("http://127.0.0.1:9918")),
          Duration.ofSeconds(30));

  @Override
  protected String name() {
    return "microsoft_offline";
  }

  @Override
  protected Destination destination() {
    return Offline.TYPE.build().apply(CONFIG);
  }

  @Override
  protected Credentials credentials() {
    return Offline.TYPE.credentials().apply(CONFIG);
  }

  @Override
  protected Record config() {
    return CONFIG;
  }

  @Override
  protected List<Field> fields() {
    return Offline.fields(CONFIG);
  }

  @Override
  protected HttpReply accepted(Call call) {
    return new HttpReply(200, Map.of(), "{\"PartialErrors\":[]}");
  }

  @Override
  protected HttpReply refusal(String words) {
    return new HttpReply(
        400, Map.of(), "{\"Errors\":[{\"Code\":100,\"Message\":" + TextNode.valueOf(words) + "}]}");
  }

  @Override
  protected HttpReply refusal(Call call, int at) {
    return new HttpReply(
        200,
        Map.of(),
        "{\"PartialErrors\":[{\"Index\":" + at + ",\"Code\":5001,\"Message\":\"bad\"}]}");
  }

  /// Microsoft tells them by click, goal and time.
  @Override
  protected boolean sendsTheEventId() {
    return false;
  }
}
