package dev.tagyard.proxy.destination.linkedin;

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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class LinkedInConformanceTest extends DestinationConformance {
  static final LinkedInConfig CONFIG =
      new LinkedInConfig(
          Map.of("purchase", "123456", "generate_lead", "123457", "sign_up", "123458"),
          new Secret(SECRET),
          Optional.of(URI.create("http://127.0.0.1:9915")),
          "202604",
          false,
          Duration.ofSeconds(10));

  @Override
  protected String name() {
    return "linkedin";
  }

  @Override
  protected Destination destination() {
    return LinkedIn.TYPE.build().apply(CONFIG);
  }

  @Override
  protected Credentials credentials() {
    return LinkedIn.TYPE.credentials().apply(CONFIG);
  }

  @Override
  protected Record config() {
    return CONFIG;
  }

  @Override
  protected List<Field> fields() {
    return LinkedIn.fields(CONFIG);
  }

  @Override
  protected HttpReply accepted(Call call) {
    return new HttpReply(
        200,
        Map.of(),
        "{\"elements\":["
            + String.join(",", Collections.nCopies(call.deliveries().size(), "{\"status\":201}"))
            + "]}");
  }

  @Override
  protected HttpReply refusal(String words) {
    return new HttpReply(
        422, Map.of(), "{\"status\":422,\"message\":" + TextNode.valueOf(words) + "}");
  }

  @Override
  protected HttpReply refusal(Call call, int at) {
    return new HttpReply(
        422,
        Map.of(),
        "{\"message\":\"Index: " + at + ", ERROR :: /conversionValue/amount :: is required\"}");
  }
}
