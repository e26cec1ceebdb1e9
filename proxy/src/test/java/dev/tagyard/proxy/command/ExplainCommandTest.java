package dev.tagyard.proxy.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tagyard.proxy.Server;
import dev.tagyard.proxy.eventlog.LogRefused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// An event's story, beside a running server and where none runs; and what commands say and leave
/// where they come to nothing.
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

  @Test
  void a_server_on_an_address_of_ipv6_is_asked() throws Exception {
    Files.writeString(
        config,
        Files.readString(config)
            .replaceFirst("listen: 127.0.0.1:(?!0 )(\\d+)", "listen: \"[::1]:$1\""));
    try (var server = Server.start(config, Server.Surroundings.ofProcess())) {
      accept(server, "an-id");

      assertThat(explain("an-id").out()).contains("an-id");
    }
  }

  @Test
  void a_token_that_this_user_cannot_read_is_not_taken_for_a_wrong_one() throws Exception {
    try (var _ = Server.start(config, Server.Surroundings.ofProcess())) {
      Files.delete(folder.resolve("data/admin.token"));

      var told = explain("any");

      assertThat(told.status()).isEqualTo(1);
      assertThat(told.err())
          .contains("data/admin.token is not there or cannot be read by this user", "admin.token");
    }
  }

  @Test
  void who_only_looks_makes_nothing() throws Exception {
    var told = explain("any");

    assertThat(told.status()).isEqualTo(1);
    assertThat(told.err()).contains("there is no event log in", "data/log", "--config");
    assertThat(files()).containsExactly("tagyard.yaml");
  }

  @Test
  void a_log_whose_key_is_gone_is_not_given_another() throws Exception {
    Server.start(config, Server.Surroundings.ofProcess()).close();
    Files.delete(folder.resolve("data/privacy.key"));

    assertThat(explain("any").err()).contains("privacy.key is not there");
    assertThat(folder.resolve("data/privacy.key")).doesNotExist();

    assertThatThrownBy(() -> Server.start(config, Server.Surroundings.ofProcess()))
        .isInstanceOf(LogRefused.class)
        .hasMessageContaining("privacy.key is not there");
    assertThat(folder.resolve("data/privacy.key")).doesNotExist();
  }

  @Test
  void a_start_that_is_refused_leaves_no_secrets() throws Exception {
    var key = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    var keyed = Files.readString(config) + "privacy: { key: \"" + key + "\" }\n";
    var other = folder.resolve("other.yaml");
    Files.writeString(
        other,
        Files.readString(config).replaceFirst("admin: .*", "admin: { listen: 127.0.0.1:0 }"));
    Files.writeString(config, keyed);
    try (var _ = Server.start(config, Server.Surroundings.ofProcess())) {
      assertThatThrownBy(() -> Server.start(other, Server.Surroundings.ofProcess()))
          .isInstanceOf(LogRefused.class);
      assertThat(folder.resolve("data/privacy.key")).doesNotExist();
    }
  }

  @Test
  void the_admin_token_is_made_by_the_start_that_can_tell_it() throws Exception {
    var port =
        Integer.parseInt(
            Files.readString(config).replaceFirst("(?s).*admin: .*?:.*?:(\\d+).*", "$1"));
    try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> Server.start(config, Server.Surroundings.ofProcess()))
          .hasMessageContaining("admin.listen");
    }
    assertThat(folder.resolve("data/admin.token")).doesNotExist();

    try (var server = Server.start(config, Server.Surroundings.ofProcess())) {
      assertThat(server.adminToken().made()).isTrue();
      assertThat(folder.resolve("data/admin.token")).hasContent(server.adminToken().value());
    }
    try (var server = Server.start(config, Server.Surroundings.ofProcess())) {
      assertThat(server.adminToken().made()).isFalse();
    }
  }

  @Test
  void a_file_that_is_not_there_is_told_with_what_to_do() {
    var nowhere = folder.resolve("nowhere.yaml").toString();
    assertThat(CommandLineRun.of("check", "--config", nowhere).err())
        .isEqualToIgnoringNewLines(
            nowhere
                + ": there is no such file: tagyard init writes one to start from, --config names"
                + " another");

    var compared =
        CommandLineRun.of("compare", "--config", config.toString(), "--file", "nope.csv");
    assertThat(compared.err()).contains("--file nope.csv: there is no such file");
    assertThat(compared.status()).isEqualTo(1);
  }

  @Test
  void a_demo_on_a_port_that_is_taken_says_so_and_leaves_nothing() throws Exception {
    var before = demos();
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var port = String.valueOf(taken.getLocalPort());

      var told = CommandLineRun.of("demo", "--port", port, "--seconds", "1");

      assertThat(told.status()).isEqualTo(1);
      assertThat(told.err()).contains("the shop cannot listen on 127.0.0.1:" + port, "--port");
    }
    assertThat(demos()).isEqualTo(before);
  }

  private static List<Path> demos() throws IOException {
    try (var all =
        Files.newDirectoryStream(Path.of(System.getProperty("java.io.tmpdir")), "tagyard-demo*")) {
      var found = new ArrayList<Path>();
      all.forEach(found::add);
      return found.stream().sorted().toList();
    }
  }

  private List<String> files() throws IOException {
    try (var all = Files.list(folder)) {
      return all.map(file -> file.getFileName().toString()).toList();
    }
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
