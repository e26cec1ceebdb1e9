package dev.tagyard.proxy.destination.snapchat;

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

class SnapchatConformanceTest extends DestinationConformance {
  static final SnapchatConfig CONFIG =
      new SnapchatConfig(
          "7c1f0a2e-pixel",
          new Secret(SECRET),
          Optional.of(URI.create("http://127.0.0.1:9913")),
          Map.of("contact", "CUSTOM_EVENT_1"),
          Duration.ofDays(37),
          Duration.ofSeconds(10));

  @Override
  protected String name() {
    return "snapchat";
  }

  @Override
  protected Destination destination() {
    return Snapchat.TYPE.build().apply(CONFIG);
  }

  @Override
  protected Credentials credentials() {
    return Snapchat.TYPE.credentials().apply(CONFIG);
  }

  @Override
  protected Record config() {
    return CONFIG;
  }

  @Override
  protected List<Field> fields() {
    return Snapchat.fields(CONFIG);
  }

  @Override
  protected HttpReply accepted(Call call) {
    return new HttpReply(200, Map.of(), "{\"status\":\"VALID\"}");
  }

  @Override
  protected HttpReply refusal(String words) {
    return new HttpReply(
        400, Map.of(), "{\"status\":\"INVALID\",\"reason\":" + TextNode.valueOf(words) + "}");
  }

  @Override
  protected HttpReply refusal(Call call, int at) {
    return new HttpReply(400, Map.of(), "{\"status\":\"INVALID\",\"event\":" + at + "}");
  }
}
