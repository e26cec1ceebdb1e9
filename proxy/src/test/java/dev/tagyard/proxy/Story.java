package dev.tagyard.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.proxy.eventlog.rocksdb.ManualClock;
import dev.tagyard.proxy.standin.StandInRequest;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A golden case of the whole: `endtoend/NAME/request.json` goes in, and the answers, every request
/// that a stand-in got and each destination's sum are compared with the files beside it.
/// `-Dgolden.update=true` writes those anew. What is random is shown as what it is.
final class Story {
  static final List<String> VENDORS = List.of("meta", "ga4", "partner");

  private static final Path FOLDER = Path.of("src/test/resources/endtoend");
  private static final boolean UPDATE = Boolean.getBoolean("golden.update");
  private static final String UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private final Path folder;
  private final RunningProxy proxy;

  Story(String name, RunningProxy proxy) {
    this.folder = FOLDER.resolve(name);
    this.proxy = proxy;
  }

  static void copyRules(String name, Path to) throws IOException {
    var rules = FOLDER.resolve(name).resolve("rules");
    if (Files.isDirectory(rules)) {
      Files.createDirectories(to);
      try (var files = Files.list(rules)) {
        for (var file : files.toList()) {
          Files.copy(file, to.resolve(file.getFileName().toString()));
        }
      }
    }
  }

  /// Sends the requests a minute apart, each once the one before is done with everywhere.
  void tell(ManualClock clock) throws Exception {
    var answers = JSON.createArrayNode();
    var at = clock.instant();
    for (var request : JSON.readTree(Files.readString(folder.resolve("request.json")))) {
      answers.add(answer(send(request)));
      proxy.settled();
      at = at.plus(Duration.ofMinutes(1));
      clock.advance(Duration.between(clock.instant(), at));
    }
    compare("answer", answers);
  }

  /// Sends the requests and waits for nothing.
  void tellAtOnce() throws Exception {
    var answers = JSON.createArrayNode();
    for (var request : JSON.readTree(Files.readString(folder.resolve("request.json")))) {
      answers.add(answer(send(request)));
    }
    compare("answer", answers);
  }

  void end() throws Exception {
    var sums = proxy.settled();
    for (var vendor : VENDORS) {
      compare(vendor, requests(proxy.vendor(vendor).requests()));
    }
    compare("sum", sums(sums));
  }

  private HttpResponse<String> send(JsonNode request) throws Exception {
    var builder = proxy.to("/e").header("Content-Type", "application/json");
    request
        .path("headers")
        .properties()
        .forEach(header -> builder.header(header.getKey(), header.getValue().asText()));
    return proxy.send(builder.POST(BodyPublishers.ofString(request.path("body").toString())));
  }

  private static JsonNode answer(HttpResponse<String> response) throws IOException {
    var answer = JsonNodeFactory.instance.objectNode();
    answer.put("status", response.statusCode());
    answer.set("body", JSON.readTree(response.body()));
    return answer;
  }

  /// In an order that does not depend on which call was faster.
  private static ArrayNode requests(List<StandInRequest> requests) throws IOException {
    var shown = JSON.createArrayNode();
    for (var request : requests) {
      var one = shown.addObject();
      one.put("method", request.method()).put("path", request.path());
      if (!request.query().isEmpty()) {
        one.put("query", request.query());
      }
      if (!request.body().isEmpty()) {
        var body = JSON.readTree(request.body());
        sort(body, "events");
        sort(body, "data");
        one.set("body", body);
      }
      one.put("status", request.status());
      if (!request.violations().isEmpty()) {
        request.violations().forEach(one.putArray("violations")::add);
      }
    }
    return sorted(shown);
  }

  /// Events of one batch stand in the order of their due times, which a retry changes.
  private static void sort(JsonNode body, String list) {
    if (body instanceof ObjectNode object && object.path(list) instanceof ArrayNode events) {
      object.set(list, sorted(events));
    }
  }

  private static ArrayNode sorted(ArrayNode nodes) {
    var sorted = JSON.createArrayNode();
    nodes.valueStream().sorted(Comparator.comparing(JsonNode::toString)).forEach(sorted::add);
    return sorted;
  }

  private static JsonNode sums(Map<String, Sum> sums) {
    var shown = JSON.createObjectNode();
    new TreeMap<>(sums)
        .forEach((name, sum) -> {
          var one = shown.putObject(name).put("accepted", sum.accepted());
          new TreeMap<>(sum.settled()).forEach(one::put);
        });
    return shown;
  }

  private void compare(String name, JsonNode found) throws IOException {
    var file = folder.resolve(name + ".json");
    var text =
        JSON.writerWithDefaultPrettyPrinter()
            .writeValueAsString(found)
            .replaceAll(UUID, "<made id>");
    if (UPDATE) {
      Files.writeString(file, text + "\n");
    }
    assertThat(JSON.readTree(text))
        .as(file.toString())
        .isEqualTo(JSON.readTree(Files.readString(file)));
  }
}
