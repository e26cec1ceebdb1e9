package dev.tagyard.proxy.destination.webhook;

import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.Contact;
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

class WebhookConformanceTest extends DestinationConformance {
  static final WebhookConfig CONFIG =
      new WebhookConfig(
          URI.create("http://127.0.0.1:9923/hook"),
          Signature.STANDARD,
          Optional.of(new Secret("whsec_" + "bm9ib2R5LWtub3dzLXRoaXMta2V5LW9mLW91cnM=")),
          Optional.empty(),
          Map.of("Authorization", new Secret("Bearer " + SECRET), "X-Key", new Secret(SECRET)),
          1,
          Duration.ofMillis(200),
          Contact.HASHED,
          Duration.ofDays(3),
          Duration.ofSeconds(15));

  @Override
  protected String name() {
    return "webhook";
  }

  @Override
  protected Destination destination() {
    return Webhook.TYPE.build().apply(CONFIG);
  }

  @Override
  protected Credentials credentials() {
    return Webhook.TYPE.credentials().apply(CONFIG);
  }

  @Override
  protected Record config() {
    return CONFIG;
  }

  @Override
  protected List<Field> fields() {
    return Webhook.fields(CONFIG);
  }

  @Override
  protected HttpReply accepted(Call call) {
    return new HttpReply(204, Map.of(), "");
  }

  @Override
  protected HttpReply refusal(String words) {
    return new HttpReply(400, Map.of(), words);
  }
}
