package dev.tagyard.proxy.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.consent.ConsentSignals;
import dev.tagyard.proxy.source.Decoded.Item;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Golden cases of sources: `NAME/CASE/request.txt` as it stands on the wire in, `events.json` out.
/// `-Dgolden.update=true` writes the events anew.
final class GoldenRequests {
  private static final boolean UPDATE = Boolean.getBoolean("golden.update");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path FOLDER = Path.of("src/test/resources/source");

  private GoldenRequests() {}

  static List<String> cases(String source) throws IOException {
    try (var folders = Files.list(FOLDER.resolve(source))) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
    }
  }

  static void check(Source source, String name) throws IOException {
    var events = JsonNodeFactory.instance.arrayNode();
    source.decode(request(source.name(), name)).items().forEach(item -> events.add(shown(item)));
    var file = FOLDER.resolve(source.name()).resolve(name).resolve("events.json");
    // Numbers as a file would have them.
    var read = JSON.readTree(JSON.writeValueAsString(events));
    if (UPDATE) {
      Files.writeString(
          file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(read) + "\n");
    }
    assertThat(read).isEqualTo(JSON.readTree(Files.readString(file)));
  }

  /// Head and body are parted by the first empty line; the body is taken byte by byte.
  static Inbound request(String source, String name) throws IOException {
    var text = Files.readString(FOLDER.resolve(source).resolve(name).resolve("request.txt"));
    var end = text.indexOf("\n\n");
    var head = (end < 0 ? text : text.substring(0, end)).strip().lines().toList();
    var body = end < 0 ? "" : text.substring(end + 2);
    var first = head.getFirst().split(" ", 3);
    var target = first[1].split("\\?", 2);
    var headers = new HashMap<String, String>();
    for (var line : head.subList(1, head.size())) {
      var colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return new Inbound(
        first[0],
        target[0],
        target.length > 1 ? target[1] : "",
        Headers.of(headers),
        Optional.ofNullable(headers.get("cookie")).map(Cookies::parse).orElse(Map.of()),
        body.getBytes(StandardCharsets.UTF_8),
        "203.0.113.9",
        false,
        false,
        Instant.parse("2026-11-22T10:00:00Z"));
  }

  private static JsonNode shown(Item item) {
    ObjectNode shown = JsonNodeFactory.instance.objectNode();
    switch (item) {
      case Item.Refused refused ->
          shown.put("refused", refused.reason()).put("error", refused.error());
      case Item.Taken taken -> {
        shown.set("event", taken.event());
        shown.set("consent", consent(taken.consent()));
        taken.idempotencyKey().ifPresent(key -> shown.put("idempotency_key", key));
      }
    }
    return shown;
  }

  private static ObjectNode consent(ConsentSignals signals) {
    ObjectNode shown = JsonNodeFactory.instance.objectNode();
    signals.gdpr().ifPresent(gdpr -> shown.put("gdpr", gdpr));
    signals.tcf().ifPresent(tcf -> shown.put("tcf", tcf));
    signals.usPrivacy().ifPresent(usp -> shown.put("usp", usp));
    signals.gcs().ifPresent(gcs -> shown.put("gcs", gcs));
    signals.gcd().ifPresent(gcd -> shown.put("gcd", gcd));
    signals.google().forEach((type, granted) -> shown.put(type.wireName(), granted));
    signals.categories().forEach(shown::put);
    return shown;
  }
}
