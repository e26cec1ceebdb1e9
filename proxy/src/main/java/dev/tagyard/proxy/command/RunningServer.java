package dev.tagyard.proxy.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tagyard.proxy.admin.AdminToken;
import dev.tagyard.proxy.plan.Plan;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

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
        throw new IOException("the server at " + listen + " refuses " + refused(plan));
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

  /// As a part of a path or a query; a space is no plus, which a path would keep.
  static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  /// A query with its question mark; empty where nothing is asked.
  static String query(Map<String, String> asked) {
    return asked.isEmpty()
        ? ""
        : asked.entrySet().stream()
            .map(each -> each.getKey() + "=" + encoded(each.getValue()))
            .collect(Collectors.joining("&", "?", ""));
  }

  /// An answer that no command expects.
  static IOException unexpected(Answer answer) {
    return new IOException("the server answered " + answer.status() + ": " + answer.body());
  }

  private static String token(Plan plan) throws IOException {
    var configured = plan.configuration().admin().token();
    if (configured.isPresent()) {
      return configured.get().reveal();
    }
    return Files.isReadable(tokenFile(plan)) ? Files.readString(tokenFile(plan)).strip() : "none";
  }

  private static String refused(Plan plan) {
    var none = plan.configuration().admin().token().isEmpty() && !Files.isReadable(tokenFile(plan));
    return none
        ? "to answer without its admin token, and "
            + tokenFile(plan)
            + " is not there or cannot be read by this user: run this as the server's user, or set"
            + " admin.token"
        : "the admin token";
  }

  private static Path tokenFile(Plan plan) {
    return plan.configuration().data().dir().resolve(AdminToken.FILE);
  }
}
