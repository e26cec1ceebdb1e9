package dev.tagyard.proxy.destination.tiktok;

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

class TikTokConformanceTest extends DestinationConformance {
  static final TikTokConfig CONFIG =
      new TikTokConfig(
          "C4ABCDEF0PIXEL",
          new Secret(SECRET),
          Optional.of(URI.create("http://127.0.0.1:9911")),
          Optional.empty(),
          Duration.ofDays(28),
          Duration.ofSeconds(10));

  @Override
  protected String name() {
    return "tiktok";
  }

  @Override
  protected Destination destination() {
    return TikTok.TYPE.build().apply(CONFIG);
  }

  @Override
  protected Credentials credentials() {
    return TikTok.TYPE.credentials().apply(CONFIG);
  }

  @Override
  protected Record config() {
    return CONFIG;
  }

  @Override
  protected List<Field> fields() {
    return TikTok.FIELDS;
  }

  @Override
  protected HttpReply accepted(Call call) {
    return new HttpReply(200, Map.of(), "{\"code\":0,\"message\":\"OK\"}");
  }

  @Override
  protected HttpReply refusal(String words) {
    return new HttpReply(
        200, Map.of(), "{\"code\":40002,\"message\":" + TextNode.valueOf(words) + "}");
  }

  @Override
  protected HttpReply refusal(Call call, int at) {
    return new HttpReply(
        200,
        Map.of(),
        "{\"code\":40002,\"message\":\"Batch." + at + ".event_time: Not a valid integer\"}");
  }

  @Override
  protected HttpReply badToken(String words) {
    return new HttpReply(
        200, Map.of(), "{\"code\":40105,\"message\":" + TextNode.valueOf(words) + "}");
  }
}
