package dev.tagyard.proxy.destination.datamanager;

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

class DataManagerConformanceTest extends DestinationConformance {
  static final DataManagerConfig CONFIG =
      new DataManagerConfig(
          "4445556666",
          Map.of("purchase", "987654321", "generate_lead", "987654322", "sign_up", "987654323"),
          Optional.empty(),
          Optional.of("client-of-nobody"),
          Optional.of(new Secret(SECRET)),
          Optional.of(new Secret(SECRET)),
          Optional.of("1112223333"),
          DataManagerConfig.AccountType.GOOGLE_ADS,
          Optional.empty(),
          Optional.of("123"),
          Optional.of("DE"),
          Optional.of("de"),
          false,
          Duration.ofMinutes(30),
          true,
          Duration.ofDays(90),
          Optional.of(URI.create("http://127.0.0.1:9921")),
          Optional.of(URI.create("http://127.0.0.1:9922")),
          Duration.ofSeconds(60));

  @Override
  protected String name() {
    return "data_manager";
  }

  @Override
  protected Destination destination() {
    return DataManager.TYPE.build().apply(CONFIG);
  }

  @Override
  protected Credentials credentials() {
    return DataManager.TYPE.credentials().apply(CONFIG);
  }

  @Override
  protected Record config() {
    return CONFIG;
  }

  @Override
  protected List<Field> fields() {
    return DataManager.fields(CONFIG);
  }

  @Override
  protected HttpReply accepted(Call call) {
    return new HttpReply(200, Map.of(), "{\"requestId\":\"r-1\"}");
  }

  @Override
  protected HttpReply refusal(String words) {
    return new HttpReply(
        400, Map.of(), "{\"error\":{\"code\":400,\"message\":" + TextNode.valueOf(words) + "}}");
  }

  @Override
  protected HttpReply refusal(Call call, int at) {
    return new HttpReply(
        400,
        Map.of(),
        "{\"error\":{\"details\":[{\"fieldViolations\":[{\"field\":\"events.events["
            + at
            + "].user_data\",\"reason\":\"INVALID_HEX_ENCODING\"}]}]}}");
  }

  /// The token is fetched with it.
  @Override
  protected Use useOfSecret() {
    return Use.ELSEWHERE;
  }
}
