package dev.tagyard.proxy.destination.pinterest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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

class PinterestConformanceTest extends DestinationConformance {
  static final PinterestConfig CONFIG =
      new PinterestConfig(
          "549755885175",
          new Secret(SECRET),
          Optional.of(URI.create("http://127.0.0.1:9912")),
          false,
          Duration.ofDays(7),
          Duration.ofSeconds(10));

  @Override
  protected String name() {
    return "pinterest";
  }

  @Override
  protected Destination destination() {
    return Pinterest.TYPE.build().apply(CONFIG);
  }

  @Override
  protected Credentials credentials() {
    return Pinterest.TYPE.credentials().apply(CONFIG);
  }

  @Override
  protected Record config() {
    return CONFIG;
  }

  @Override
  protected List<Field> fields() {
    return Pinterest.FIELDS;
  }

  @Override
  protected HttpReply accepted(Call call) {
    return new HttpReply(200, Map.of(), answer(call, -1));
  }

  @Override
  protected HttpReply refusal(String words) {
    return new HttpReply(
        400, Map.of(), "{\"code\":4196,\"message\":" + TextNode.valueOf(words) + "}");
  }

  @Override
  protected HttpReply refusal(Call call, int at) {
    return new HttpReply(422, Map.of(), "{\"code\":1,\"details\":" + answer(call, at) + "}");
  }

  private static String answer(Call call, int bad) {
    var events = JsonNodeFactory.instance.arrayNode();
    for (var i = 0; i < call.deliveries().size(); i++) {
      events.addObject().put("status", i == bad ? "failed" : "processed");
    }
    return "{\"events\":" + events + "}";
  }
}
