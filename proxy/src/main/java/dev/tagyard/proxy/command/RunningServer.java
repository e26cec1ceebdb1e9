package dev.tagyard.proxy.command;

import dev.tagyard.proxy.admin.AdminToken;
import dev.tagyard.proxy.plan.Plan;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;

/// The admin API of the server that runs by a configuration.
final class RunningServer {
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private RunningServer() {}

  record Answer(int status, String body) {}

  /// @param path with its query, encoded
  /// @throws ConnectException when no server runs
  private static Answer ask(Plan plan, String method, String path)
      throws IOException, InterruptedException {
    var listen = plan.configuration().admin().listen();
    try (var client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build()) {
      var request =
          HttpRequest.newBuilder(URI.create("http://" + listen + path))
              .method(method, BodyPublishers.noBody())
              .header("Authorization", "Bearer " + token(plan))
              .timeout(PATIENCE)
              .build();
      var reply = client.send(request, BodyHandlers.ofString());
      if (reply.statusCode() == 401) {
        throw new IOException("the server at " + listen + " refuses the admin token");
      }
      return new Answer(reply.statusCode(), reply.body());
    }
  }

  /// What a command reads of an answer.
  interface Reading<T> {
    T read(Answer answer) throws IOException;
  }

  /// What a command does where no server runs.
  interface Otherwise<T> {
    T ask() throws IOException, InterruptedException;
  }

  /// Asks the server, or where none runs does without.
  ///
  /// @param path with its query, encoded
  static <T> T askOr(
      Plan plan, String method, String path, Reading<T> reading, Otherwise<T> otherwise)
      throws IOException, InterruptedException {
    try {
      return reading.read(ask(plan, method, path));
    } catch (ConnectException noServer) {
      return otherwise.ask();
    }
  }

  /// An answer that no command expects.
  static IOException unexpected(Answer answer) {
    return new IOException("the server answered " + answer.status() + ": " + answer.body());
  }

  private static String token(Plan plan) throws IOException {
    var configuration = plan.configuration();
    if (configuration.admin().token().isPresent()) {
      return configuration.admin().token().get().reveal();
    }
    var file = configuration.data().dir().resolve(AdminToken.FILE);
    return Files.exists(file) ? Files.readString(file).strip() : "none";
  }
}
