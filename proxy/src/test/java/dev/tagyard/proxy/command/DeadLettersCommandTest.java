package dev.tagyard.proxy.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.Eventually;
import dev.tagyard.proxy.Server;
import dev.tagyard.proxy.sender.Backoff;
import dev.tagyard.proxy.standin.StandIns;
import io.vertx.core.Vertx;
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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// The same commands beside a running server, and where none runs.
@Isolated
class DeadLettersCommandTest {
  @TempDir private Path folder = Path.of("");

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private Optional<StandIns> vendors = Optional.empty();
  private Path config = Path.of("");

  @BeforeEach
  void configure() throws Exception {
    var started =
        StandIns.start(vertx, InstantSource.system(), StandIns.Ports.FREE)
            .toCompletionStage()
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
    vendors = Optional.of(started);
    config = folder.resolve("tagyard.yaml");
    Files.writeString(
        config,
        """
        public: { listen: 127.0.0.1:0 }
        admin: { listen: 127.0.0.1:%d, token: a-token-for-operators }
        data: { dir: data }
        destinations:
          meta: { type: meta, pixel_id: "1234567890", access_token: t0ken, endpoint: "%s" }
        """
            .formatted(freePort(), started.meta().endpoint()));
  }

  @AfterEach
  void close() throws Exception {
    vendors.orElseThrow().close().toCompletionStage().toCompletableFuture().get();
    vertx.close().toCompletionStage().toCompletableFuture().get();
    client.close();
  }

  @Test
  void beside_a_running_server_letters_are_listed_shown_replayed_and_discarded() throws Exception {
    try (var server = serve()) {
      refuse(server, "r1", "r2");
      Eventually.holds("both are dead letters", () -> ids().size() == 2);
      var shown = run("show", ids().getFirst());
      vendors.orElseThrow().clear();

      var replayed = run("replay", ids().getLast());
      Eventually.holds("one has arrived", () -> !vendors.orElseThrow().meta().requests().isEmpty());
      var discarded = run("discard", "--destination", "meta");

      assertThat(shown.status()).as(shown.err()).isZero();
      assertThat(shown.out())
          .contains("event_id: r2", "Invalid parameter", "secrets masked", "***")
          .doesNotContain("t0ken");
      assertThat(replayed.out()).startsWith("1 replayed");
      assertThat(discarded.out()).startsWith("1 discarded");
      assertThat(run("list").out()).contains("no dead letters");
    }
  }

  @Test
  void where_no_server_runs_the_data_is_opened_and_what_is_replayed_is_sent_at_the_next_start()
      throws Exception {
    try (var server = serve()) {
      refuse(server, "r1");
      Eventually.holds("it is a dead letter", () -> ids().size() == 1);
    }
    vendors.orElseThrow().clear();

    var summary = run("list", "--summary");
    var shown = run("show", ids().getFirst());
    var replayed = run("replay", "--all", "--rate", "100");
    assertThat(summary.out()).contains("meta", "rejected", "1");
    assertThat(shown.out()).contains("event_id: r1");
    assertThat(replayed.out()).contains("1 replayed");
    assertThat(vendors.orElseThrow().meta().requests()).isEmpty();

    try (var server = serve()) {
      Eventually.holds("it arrives", () -> !vendors.orElseThrow().meta().requests().isEmpty());
      assertThat(server.plan().version()).isEqualTo(1);
    }
  }

  @Test
  void what_makes_no_sense_is_said_and_ends_with_2() throws Exception {
    serve().close();

    assertThat(run("replay").err()).contains("or say --all if").doesNotContain("all=true");
    assertThat(run("replay").status()).isEqualTo(2);
    assertThat(run("list", "--since", "soon").err()).contains("since must be a time");
    assertThat(run("list", "--since", "soon").status()).isEqualTo(2);
    assertThat(run("show", "nothing").err()).contains("no such dead letter");
    assertThat(run("show", "nothing").status()).isEqualTo(1);
    assertThat(run("lost").status()).isEqualTo(2);
  }

  private CommandLineRun run(String... arguments) {
    var all = new java.util.ArrayList<String>();
    all.add("dead-letters");
    all.addAll(List.of(arguments));
    if (!arguments[0].equals("lost")) {
      all.addAll(2, List.of("--config", config.toString()));
    }
    return CommandLineRun.of(all);
  }

  private List<String> ids() {
    return run("list").out().lines().filter(line -> line.startsWith("meta-")).toList();
  }

  private Server serve() throws Exception {
    return Server.start(
        config,
        new Server.Surroundings(
            name -> Optional.empty(),
            InstantSource.system(),
            new Backoff(Duration.ofMillis(20), Duration.ofMillis(200))));
  }

  private void refuse(Server server, String... ids) throws Exception {
    for (var id : ids) {
      vendors.orElseThrow().refuseAtMeta(id);
      var event =
          """
          {"event_name": "purchase", "event_id": "%s", "user": {"client_id": "1.2"},
           "page": {"url": "https://www.example.com/"},
           "params": {"value": 5, "currency": "EUR", "transaction_id": "T%s"},
           "consent": {"categories": {"marketing": true, "statistics": true}}}\
          """
              .formatted(id, id);
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.publicPort() + "/e"))
              .POST(BodyPublishers.ofString(event))
              .build();
      assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(202);
    }
  }

  private static int freePort() throws Exception {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
