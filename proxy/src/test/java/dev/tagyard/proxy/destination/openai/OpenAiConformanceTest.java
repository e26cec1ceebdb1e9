package dev.tagyard.proxy.destination.openai;

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

class OpenAiConformanceTest extends DestinationConformance {
  static final OpenAiConfig CONFIG =
      new OpenAiConfig(
          "px-123",
          new Secret(SECRET),
          Optional.of(URI.create("http://127.0.0.1:9920")),
          false,
          Map.of(),
          Map.of("amount", "params.value", "currency", "params.currency"),
          Duration.ofSeconds(10));

  @Override
  protected String name() {
    return "openai";
  }

  @Override
  protected Destination destination() {
    return OpenAi.TYPE.build().apply(CONFIG);
  }

  @Override
  protected Credentials credentials() {
    return OpenAi.TYPE.credentials().apply(CONFIG);
  }

  @Override
  protected Record config() {
    return CONFIG;
  }

  @Override
  protected List<Field> fields() {
    return OpenAi.fields(CONFIG);
  }

  @Override
  protected HttpReply accepted(Call call) {
    return new HttpReply(200, Map.of(), "{}");
  }

  @Override
  protected HttpReply refusal(String words) {
    return new HttpReply(
        400, Map.of(), "{\"error\":{\"message\":" + TextNode.valueOf(words) + "}}");
  }
}
