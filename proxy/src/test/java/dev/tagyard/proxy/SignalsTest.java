package dev.tagyard.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `serve` as an operator's scripts talk to it.
class SignalsTest {
  private static final Pattern PORT =
      Pattern.compile("takes events on http://127\\.0\\.0\\.1:(\\d+)");
  private static final String CONFIGURATION =
      """
      public:
        listen: 127.0.0.1:0
      admin:
        listen: 127.0.0.1:0
      sources:
        server:
          api_keys: ["file:key.txt"]
      """;

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir private Path folder = Path.of("");

  @Test
  void sighup_reads_everything_anew_and_sigterm_ends_it_in_peace() throws Exception {
    Files.writeString(folder.resolve("tagyard.yaml"), CONFIGURATION);
    // A file that is not watched: only the signal can have it read again.
    Files.writeString(folder.resolve("key.txt"), "the-first-key-of-nobody");
    var output = folder.resolve("output.txt");
    var server = serve(output);
    try {
      var port = port(server, output);
      Files.writeString(folder.resolve("key.txt"), "the-second-key-of-nobody");
      assertThat(status(port, "the-first-key-of-nobody")).isEqualTo(400);
      assertThat(status(port, "the-second-key-of-nobody")).isEqualTo(401);

      signal("HUP", server);

      Eventually.holds(
          "the second key is taken", () -> status(port, "the-second-key-of-nobody") == 400);
      assertThat(status(port, "the-first-key-of-nobody")).isEqualTo(401);
      signal("TERM", server);
      assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(server.exitValue()).isZero();
    } finally {
      server.destroyForcibly();
    }
  }

  /// A start takes a while: here for as long as nobody says the key.
  @Test
  void sighup_during_the_start_reads_everything_anew_after_it() throws Exception {
    Files.writeString(folder.resolve("tagyard.yaml"), CONFIGURATION);
    var key = pipe("key.txt");
    var output = folder.resolve("output.txt");
    var server = serve(output);
    try {
      try (var first = Files.newOutputStream(key)) {
        signal("HUP", server);
        Files.delete(key);
        Files.writeString(key, "the-second-key-of-nobody");
        first.write("the-first-key-of-nobody".getBytes(UTF_8));
      }

      var port = port(server, output);
      Eventually.holds(
          "the second key is taken", () -> status(port, "the-second-key-of-nobody") == 400);
    } finally {
      server.destroyForcibly();
    }
  }

  @Test
  void sigterm_during_the_start_ends_it_in_peace_after_it() throws Exception {
    Files.writeString(folder.resolve("tagyard.yaml"), CONFIGURATION);
    var key = pipe("key.txt");
    var output = folder.resolve("output.txt");
    var server = serve(output);
    try {
      try (var first = Files.newOutputStream(key)) {
        signal("TERM", server);
        first.write("the-first-key-of-nobody".getBytes(UTF_8));
      }

      assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(server.exitValue()).as(read(output)).isZero();
    } finally {
      server.destroyForcibly();
    }
  }

  private static String port(Process server, Path output) {
    Eventually.holds(
        "it says where it listens", () -> PORT.matcher(read(output)).find() || !server.isAlive());
    return PORT.matcher(read(output)).results().findFirst().orElseThrow().group(1);
  }

  /// Whose writer waits for a reader, and the other way round.
  private Path pipe(String name) throws Exception {
    var pipe = folder.resolve(name);
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    return pipe;
  }

  private Process serve(Path output) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "serve",
            "--config",
            folder.resolve("tagyard.yaml").toString())
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  private static void signal(String name, Process process) throws Exception {
    var kill = List.of("kill", "-" + name, String.valueOf(process.pid()));
    assertThat(new ProcessBuilder(kill).start().waitFor()).isZero();
  }

  /// Of an empty array: 400 where the key is taken, 401 where not.
  private int status(String port, String key) {
    try {
      return client
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/e"))
                  .header("Authorization", "Bearer " + key)
                  .POST(BodyPublishers.ofString("[]"))
                  .build(),
              BodyHandlers.discarding())
          .statusCode();
    } catch (IOException notThere) {
      return 0;
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException notYet) {
      return "";
    }
  }
}
