package dev.tagyard.proxy.destination.postback;

import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Destination;
import dev.tagyard.proxy.destination.DestinationConformance;
import dev.tagyard.proxy.destination.Field;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.rules.yaml.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class PostbackConformanceTest extends DestinationConformance {
  static final PostbackConfig CONFIG =
      new PostbackConfig(
          Optional.empty(),
          Map.of(),
          Optional.of(
              "https://partner.example/postback?cid={click_id}&payout={value}&cur={currency}"
                  + "&txid={transaction_id}&eid={event_id}&token={secret:TOKEN}"),
          Optional.empty(),
          Optional.empty(),
          Map.of(),
          Map.of("TOKEN", new Secret(SECRET)),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Duration.ofDays(7),
          Duration.ofSeconds(10));

  @Override
  protected String name() {
    return "postback";
  }

  @Override
  protected Destination destination() {
    return Postback.TYPE.build().apply(CONFIG);
  }

  @Override
  protected Credentials credentials() {
    return Postback.TYPE.credentials().apply(CONFIG);
  }

  @Override
  protected Record config() {
    return CONFIG;
  }

  @Override
  protected List<Field> fields() {
    return Macros.SHORT.stream()
        .map(f -> new Field("{" + f.name() + "}", f.from(), f.treatment(), f.read()))
        .toList();
  }

  @Override
  protected HttpReply accepted(Call call) {
    return new HttpReply(200, Map.of(), "OK");
  }

  @Override
  protected HttpReply refusal(String words) {
    return new HttpReply(400, Map.of(), words);
  }
}
