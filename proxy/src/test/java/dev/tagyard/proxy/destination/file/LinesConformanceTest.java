package dev.tagyard.proxy.destination.file;

import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.Contact;
import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Destination;
import dev.tagyard.proxy.destination.DestinationConformance;
import dev.tagyard.proxy.destination.Field;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.rules.yaml.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

class LinesConformanceTest extends DestinationConformance {
  static final LinesConfig CONFIG =
      new LinesConfig(
          Path.of("/srv/events/events.jsonl"),
          new ByteSize(100_000_000),
          Duration.ofHours(1),
          0,
          Contact.HASHED,
          Duration.ofDays(30));

  @Override
  protected String name() {
    return "file";
  }

  @Override
  protected Destination destination() {
    return Lines.TYPE.build().apply(CONFIG);
  }

  @Override
  protected Credentials credentials() {
    return Lines.TYPE.credentials().apply(CONFIG);
  }

  @Override
  protected Record config() {
    return CONFIG;
  }

  @Override
  protected List<Field> fields() {
    return Lines.fields(CONFIG);
  }

  @Override
  protected HttpReply accepted(Call call) {
    return new HttpReply(200, Map.of(), "");
  }

  @Override
  protected HttpReply refusal(String words) {
    return new HttpReply(400, Map.of(), words);
  }

  @Override
  protected Use useOfSecret() {
    return Use.NOWHERE;
  }
}
