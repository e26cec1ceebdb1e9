package dev.tagyard.proxy.scripted;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Destination;
import dev.tagyard.proxy.destination.DestinationConformance;
import dev.tagyard.proxy.destination.Field;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.rules.yaml.KeyDoc;
import dev.tagyard.rules.yaml.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// A script that sends batches holds to what every destination must hold to.
@Execution(ExecutionMode.CONCURRENT)
class ScriptConformanceTest extends DestinationConformance {
  private static final Path PAGE = Path.of("../docs/destinations/script.md");
  private static final ScriptedConfig CONFIG =
      new ScriptedConfig(
          Path.of("src/test/resources/scripted/batch.js"),
          List.of("api.partner.example"),
          Map.of("KEY", new Secret(SECRET)),
          10,
          Duration.ofMillis(200),
          Duration.ofDays(7),
          Duration.ofSeconds(5),
          false,
          Optional.empty());
  private static final ScriptedDestination DESTINATION = new ScriptedDestination(CONFIG);

  @AfterAll
  static void close() {
    DESTINATION.close();
  }

  @Override
  protected String name() {
    return "script";
  }

  @Override
  protected Destination destination() {
    return DESTINATION;
  }

  @Override
  protected Credentials credentials() {
    return ScriptedDestination.TYPE.credentials().apply(CONFIG);
  }

  @Override
  protected Record config() {
    return CONFIG;
  }

  @Override
  protected List<Field> fields() {
    return List.of();
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
  protected HttpReply refusal(Call call, int at) {
    var id = call.deliveries().get(at).event().id();
    return new HttpReply(207, Map.of(), "{\"refused\":{\"" + id + "\":\"bad\"}}");
  }

  /// Which fields go is for each script to say: there is no table of them.
  @Override
  @Test
  protected void the_docs_page_is_current() throws IOException {
    var page = Files.readString(PAGE);

    assertThat(KeyDoc.of(ScriptedConfig.class))
        .allSatisfy(key -> assertThat(page).contains("| `" + key.name() + "` |"));
  }
}
