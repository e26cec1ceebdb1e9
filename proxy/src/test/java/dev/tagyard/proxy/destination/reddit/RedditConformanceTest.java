package dev.tagyard.proxy.destination.reddit;

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

class RedditConformanceTest extends DestinationConformance {
  static final RedditConfig CONFIG =
      new RedditConfig(
          "t2_abc123",
          new Secret(SECRET),
          Optional.of(URI.create("http://127.0.0.1:9914")),
          Optional.empty(),
          Duration.ofSeconds(10));

  @Override
  protected String name() {
    return "reddit";
  }

  @Override
  protected Destination destination() {
    return Reddit.TYPE.build().apply(CONFIG);
  }

  @Override
  protected Credentials credentials() {
    return Reddit.TYPE.credentials().apply(CONFIG);
  }

  @Override
  protected Record config() {
    return CONFIG;
  }

  @Override
  protected List<Field> fields() {
    return Reddit.FIELDS;
  }

  @Override
  protected HttpReply accepted(Call call) {
    return new HttpReply(200, Map.of(), "{\"message\":\"Successfully processed.\"}");
  }

  @Override
  protected HttpReply refusal(String words) {
    return new HttpReply(
        400, Map.of(), "{\"message\":" + TextNode.valueOf(words) + ",\"invalid_events\":[]}");
  }

  @Override
  protected HttpReply refusal(Call call, int at) {
    return new HttpReply(
        400,
        Map.of(),
        "{\"invalid_events\":[{\"error_message\":\"too old\",\"event\":{\"metadata\":{\"conversion_id\":\""
            + call.deliveries().get(at).event().id()
            + "\"}}}]}");
  }
}
