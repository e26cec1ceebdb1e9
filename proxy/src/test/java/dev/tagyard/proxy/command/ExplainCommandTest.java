package dev.tagyard.proxy.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.Server;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// An event's story, beside a running server and where none runs.
@Isolated
class ExplainCommandTest {
  @TempDir private Path folder = Path.of("");

  private Path config = Path.of("");

  @BeforeEach
  void configure() throws IOException {
    config = folder.resolve("tagyard.yaml");
    try (var free = new ServerSocket(0)) {
      Files.writeString(
          config,
          """
          public: { listen: 127.0.0.1:0 }
          admin: { listen: 127.0.0.1:%d }
          data: { dir: data }
          destinations:
            out: { type: file, path: out.jsonl }
          """
              .formatted(free.getLocalPort()));
    }
  }

  @Test
  void an_id_is_found_whatever_characters_it_has() throws Exception {
    var id = "a b+c%20d&e=f";
    try (var server = Server.start(config, Server.Surroundings.ofProcess())) {
      accept(server, id);

      assertThat(explain(id).out()).contains(id);
    }
    assertThat(explain(id).out()).contains(id);
  }

  private CommandLineRun explain(String id) {
    return CommandLineRun.of("explain", "--config", config.toString(), id);
  }

  private static void accept(Server server, String id) throws Exception {
    var event =
        """
        {"event_name": "page_view", "event_id": "%s",
         "consent": {"categories": {"marketing": true, "statistics": true}}}\
        """
            .formatted(id);
    try (var client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.publicPort() + "/e"))
              .POST(BodyPublishers.ofString(event))
              .build();
      assertThat(client.send(request, BodyHandlers.ofString()).body())
          .contains("\"accepted\":[\"" + id);
    }
  }
}
