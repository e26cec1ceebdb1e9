package dev.tagyard.proxy.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.Server;
import dev.tagyard.proxy.sender.Backoff;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// `explain` where no server runs.
@Isolated
class ExplainOfflineTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void a_rule_in_javascript_is_run_to_render_what_was_sent() throws Exception {
    var config = folder.resolve("tagyard.yaml");
    Files.createDirectories(folder.resolve("rules"));
    Files.writeString(
        folder.resolve("rules/10.js"), "export default (e) => { e.page.title = 'By a rule'; };");
    Files.writeString(
        config,
        """
        public: { listen: 127.0.0.1:0 }
        admin: { listen: 127.0.0.1:%d, token: a-token-for-operators }
        data: { dir: data }
        rules: rules
        sources: { server: { api_keys: [a-key], consent: assume } }
        destinations:
          hook: { type: webhook, url: "http://127.0.0.1:9/hook", signature: none }
        """
            .formatted(freePort()));
    try (var client = HttpClient.newHttpClient();
        var server =
            Server.start(
                config,
                new Server.Surroundings(
                    name -> Optional.empty(),
                    InstantSource.system(),
                    new Backoff(Duration.ofMillis(20), Duration.ofMillis(200))))) {
      var event = "{\"event_name\":\"page_view\",\"event_id\":\"e1\",\"page\":{\"title\":\"T\"}}";
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.publicPort() + "/e"))
              .header("Authorization", "Bearer a-key")
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(event));
      assertThat(client.send(request.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(202);
    }

    var told = CommandLineRun.of("explain", "--config", config.toString(), "e1");

    assertThat(told.status()).as(told.err()).isZero();
    assertThat(told.out()).contains("request to hook", "By a rule");
  }

  private static int freePort() throws Exception {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
