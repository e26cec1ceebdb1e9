package dev.tagyard.proxy.destination.meta;

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

class MetaConformanceTest extends DestinationConformance {
  static final MetaConfig CONFIG =
      new MetaConfig(
          "1234567890",
          new Secret(SECRET),
          Optional.of(URI.create("http://127.0.0.1:9901")),
          "v26.0",
          Optional.empty(),
          List.of(),
          Duration.ofSeconds(5));

  @Override
  protected String name() {
    return "meta";
  }

  @Override
  protected Destination destination() {
    return Meta.TYPE.build().apply(CONFIG);
  }

  @Override
  protected Credentials credentials() {
    return Meta.TYPE.credentials().apply(CONFIG);
  }

  @Override
  protected Record config() {
    return CONFIG;
  }

  @Override
  protected List<Field> fields() {
    return Meta.fields(CONFIG);
  }

  @Override
  protected HttpReply accepted(Call call) {
    return new HttpReply(
        200, Map.of(), "{\"events_received\":" + call.deliveries().size() + ",\"messages\":[]}");
  }

  @Override
  protected HttpReply refusal(String words) {
    return error(400, 100, words);
  }

  @Override
  protected HttpReply badToken(String words) {
    return error(400, 190, words);
  }

  @Override
  protected HttpReply throttled(Duration wait) {
    var usage =
        "{\"42\":[{\"type\":\"ads_management\",\"call_count\":100,"
            + "\"estimated_time_to_regain_access\":"
            + wait.toMinutes()
            + "}]}";
    var reply = error(400, 80_004, "too many calls");
    return new HttpReply(400, Map.of("x-business-use-case-usage", usage), reply.body());
  }

  private static HttpReply error(int status, int code, String words) {
    return new HttpReply(
        status,
        Map.of(),
        "{\"error\":{\"message\":"
            + TextNode.valueOf(words)
            + ",\"type\":\"OAuthException\",\"code\":"
            + code
            + "}}");
  }
}
