package dev.tagyard.proxy.destination.ga4;

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
import java.util.stream.Stream;

class Ga4ConformanceTest extends DestinationConformance {
  static final Ga4Config CONFIG =
      new Ga4Config(
          "G-TEST123",
          new Secret(SECRET),
          Ga4Config.Region.EU,
          Ga4Config.Protocol.AUTO,
          "_uip",
          true,
          Optional.empty(),
          false,
          true,
          Duration.ofSeconds(5));

  @Override
  protected String name() {
    return "ga4";
  }

  @Override
  protected Destination destination() {
    return Ga4.TYPE.build().apply(CONFIG);
  }

  @Override
  protected Credentials credentials() {
    return Ga4.TYPE.credentials().apply(CONFIG);
  }

  @Override
  protected Record config() {
    return CONFIG;
  }

  @Override
  protected List<Field> fields() {
    var events =
        Hit.FIELDS.stream()
            .map(f -> new Field("events[]." + f.name(), f.from(), f.treatment(), f.read()));
    return Stream.concat(Envelope.FIELDS.stream(), events).toList();
  }

  @Override
  protected HttpReply accepted(Call call) {
    return new HttpReply(204, Map.of(), "");
  }

  @Override
  protected HttpReply refusal(String words) {
    return new HttpReply(413, Map.of(), words);
  }
}
