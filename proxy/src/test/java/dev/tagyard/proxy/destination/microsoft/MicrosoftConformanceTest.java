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

class MicrosoftConformanceTest extends DestinationConformance {
  static final MicrosoftConfig CONFIG =
      new MicrosoftConfig(
          "1234567",
          new Secret(SECRET),
          Optional.of(URI.create("http://127.0.0.1:9916")),
          Duration.ofDays(7),
          Duration.ofSeconds(10));

  @Override
  protected String name() {
    return "microsoft";
  }

  @Override
  protected Destination destination() {
    return Microsoft.TYPE.build().apply(CONFIG);
  }

  @Override
  protected Credentials credentials() {
    return Microsoft.TYPE.credentials().apply(CONFIG);
  }

  @Override
  protected Record config() {
    return CONFIG;
  }

  @Override
  protected List<Field> fields() {
    return Microsoft.FIELDS;
  }

  @Override
  protected HttpReply accepted(Call call) {
    return new HttpReply(200, Map.of(), "{\"eventsReceived\":" + call.deliveries().size() + "}");
  }

  @Override
  protected HttpReply refusal(String words) {
    return new HttpReply(
        400, Map.of(), "{\"error\":{\"message\":" + TextNode.valueOf(words) + "}}");
  }

  @Override
  protected HttpReply refusal(Call call, int at) {
    return new HttpReply(
        200,
        Map.of(),
        "{\"eventsReceived\":9,\"error\":{\"details\":[{\"index\":"
            + at
            + ",\"errorMessage\":\"bad\"}]}}");
  }
}
