package dev.tagyard.proxy.destination;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.consent.VendorFlags;
import dev.tagyard.rules.event.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// Golden cases: `NAME/CASE/event.json` in, `request.json` out, compared as JSON. `flags.json`
/// beside them holds the vendor flags of a restricted delivery. `-Dgolden.update=true` writes the
/// requests anew.
final class Golden {
  static final boolean UPDATE = Boolean.getBoolean("golden.update");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path FOLDER = Path.of("src/test/resources/destination");

  /// Events that every destination is shown, unless it has one of its own by that name.
  private static final Path SHARED = FOLDER.resolve("events");

  private Golden() {}

  /// The destination's own, and those that all share.
  static List<String> cases(String destination) throws IOException {
    var cases = new TreeSet<>(folders(SHARED));
    cases.addAll(folders(FOLDER.resolve(destination)));
    return List.copyOf(cases);
  }

  private static List<String> folders(Path in) throws IOException {
    if (!Files.isDirectory(in)) {
      return List.of();
    }
    try (var folders = Files.list(in)) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
    }
  }

  static void check(String folder, String name, Destination destination, Credentials credentials)
      throws IOException {
    var file = FOLDER.resolve(folder).resolve(name).resolve("request.json");
    var request = request(delivery(folder, name), destination, credentials);
    if (UPDATE) {
      Files.createDirectories(FOLDER.resolve(folder).resolve(name));
      Files.writeString(file, pretty(request) + "\n");
    }
    assertThat(request).isEqualTo(JSON.readTree(Files.readString(file)));
  }

  static Delivery delivery(String folder, String name) throws IOException {
    var event = (ObjectNode) read(folder, name, "event");
    return Samples.delivery(Event.of(event), flags(folder, name));
  }

  static String pretty(JsonNode node) throws IOException {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node);
  }

  static JsonNode read(String folder, String name, String file) throws IOException {
    return JSON.readTree(Files.readString(file(folder, name, file)));
  }

  private static Path file(String folder, String name, String file) {
    var own = FOLDER.resolve(folder).resolve(name);
    var has = Files.exists(own.resolve("event.json")) || file.equals("request");
    return (has ? own : SHARED.resolve(name)).resolve(file + ".json");
  }

  private static VendorFlags flags(String folder, String name) throws IOException {
    if (!Files.exists(file(folder, name, "flags"))) {
      return VendorFlags.NONE;
    }
    var flags = read(folder, name, "flags");
    return new VendorFlags(
        flags.path("limited_data_use").asBoolean(),
        said(flags, "ad_user_data"),
        said(flags, "ad_personalization"));
  }

  private static Optional<Boolean> said(JsonNode flags, String key) {
    return flags.has(key) ? Optional.of(flags.get(key).asBoolean()) : Optional.empty();
  }

  /// What goes out, its secrets masked; or why nothing does. Numbers as a file would have them.
  private static JsonNode request(
      Delivery delivery, Destination destination, Credentials credentials) throws IOException {
    ObjectNode shown = JsonNodeFactory.instance.objectNode();
    var settled = destination.screen(delivery, Samples.NOW);
    if (settled.isPresent()) {
      return shown.put("outcome", settled.get().toString());
    }
    var calls = destination.prepare(List.of(delivery), credentials.masked());
    assertThat(calls).hasSize(1);
    var http = calls.getFirst().http();
    shown.put("method", http.method()).put("url", http.uri().toString());
    var headers = shown.putObject("headers");
    new TreeMap<>(http.headers()).forEach(headers::put);
    if (isJson(http.headers())) {
      shown.set("body", JSON.readTree(http.body()));
    } else if (!http.body().isEmpty()) {
      shown.put("body", http.body());
    }
    return shown;
  }

  private static boolean isJson(Map<String, String> headers) {
    return headers.getOrDefault("content-type", "").contains("json");
  }
}
