package dev.tagyard.proxy.standin;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What a JSON object may hold, and what it must: one row for each leaf.
///
/// A row is `path type`. A path is dotted, `[]` marks a list, `!` after it what must be there
/// wherever its parent is. A type is one of the words below, or `A|B|C` for these texts alone;
/// `object` is for a parent that must be there.
final class Shape {
  private static final Pattern ISO =
      Pattern.compile("20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{3})?Z");
  private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,20}(\\.\\d{1,20})?");
  private static final Set<String> CURRENCIES =
      Currency.getAvailableCurrencies().stream()
          .map(Currency::getCurrencyCode)
          .collect(Collectors.toUnmodifiableSet());

  private final Map<String, String> types = new HashMap<>();
  private final Set<String> required = new HashSet<>();
  private final Set<String> parents = new HashSet<>();
  private final Duration oldest;
  private final Duration ahead;

  /// @param oldest that a time may be, and how far it may lie ahead
  Shape(String rows, Duration oldest, Duration ahead) {
    this.oldest = oldest;
    this.ahead = ahead;
    rows.strip()
        .lines()
        .map(line -> line.strip().split("\\s+", 2))
        .forEach(row -> {
          var path = row[0].replace("!", "");
          types.put(path, row[1]);
          if (row[0].endsWith("!")) {
            required.add(path);
          }
          for (var at = parent(path); !at.isEmpty(); at = parent(at)) {
            parents.add(at);
          }
        });
  }

  void check(Findings findings, JsonNode event, Instant now) {
    object(findings, event, "", now);
    findings.nothingPersonal(event, "event");
  }

  private void object(Findings findings, JsonNode object, String at, Instant now) {
    for (var entry : object.properties()) {
      node(
          findings,
          entry.getValue(),
          at.isEmpty() ? entry.getKey() : at + "." + entry.getKey(),
          now);
    }
    required.stream()
        .filter(path -> parent(path).equals(at))
        .map(path -> path.substring(at.isEmpty() ? 0 : at.length() + 1).replace("[]", ""))
        .forEach(key -> findings.require(object.has(key), at + "." + key, "is missing"));
  }

  private void node(Findings findings, JsonNode node, String path, Instant now) {
    if (node.isArray()) {
      findings.require(!node.isEmpty(), path, "is an empty list");
      node.forEach(element -> node(findings, element, path + "[]", now));
    } else if (node.isObject()) {
      findings.require(parents.contains(path), path, "is unknown");
      findings.require(!node.isEmpty(), path, "is empty");
      object(findings, node, path, now);
    } else {
      var type = types.get(path);
      findings.require(type != null, path, "is unknown");
      if (type != null) {
        findings.require(is(type, node, now), path, "must be " + type);
      }
    }
  }

  private boolean is(String type, JsonNode value, Instant now) {
    return switch (type) {
      case "text" -> value.isTextual() && !value.asText().isBlank();
      case "number" -> value.isNumber();
      case "count" -> value.isNumber() && value.asText().matches("[1-9]\\d{0,8}");
      case "counttext" -> value.isTextual() && value.asText().matches("[1-9]\\d{0,8}");
      case "object" -> false;
      case "boolean" -> value.isBoolean();
      case "decimal" -> value.isTextual() && DECIMAL.matcher(value.asText()).matches();
      case "hash" ->
          value.isTextual()
              && Findings.LOWER_HEX.matcher(value.asText()).matches()
              && !value.asText().equals(Findings.HASH_OF_NOTHING);
      case "clear" ->
          value.isTextual()
              && !value.asText().isBlank()
              && !Findings.LOWER_HEX.matcher(value.asText()).matches();
      case "lower" ->
          is("clear", value, now) && value.asText().equals(value.asText().toLowerCase(Locale.ROOT));
      case "ip" -> value.isTextual() && Findings.IP.matcher(value.asText()).matches();
      case "ipv4" -> value.isTextual() && value.asText().matches("\\d{1,3}(\\.\\d{1,3}){3}");
      case "url" -> value.isTextual() && value.asText().matches("(?is)https?://.*");
      case "currency" -> CURRENCIES.contains(value.asText());
      case "country" -> value.isTextual() && value.asText().matches("[A-Z]{2}");
      case "seconds" ->
          value.isIntegralNumber()
              && value.asLong() < 100_000_000_000L
              && inTime(Instant.ofEpochSecond(value.asLong()), now);
      case "millis" ->
          value.isIntegralNumber()
              && value.asLong() > 100_000_000_000L
              && inTime(Instant.ofEpochMilli(value.asLong()), now);
      case "iso" ->
          value.isTextual()
              && ISO.matcher(value.asText()).matches()
              && inTime(Instant.parse(value.asText()), now);
      case "isomillis" -> is("iso", value, now) && value.asText().contains(".");
      default -> value.isTextual() && Set.of(type.split("\\|", -1)).contains(value.asText());
    };
  }

  private boolean inTime(Instant time, Instant now) {
    return !time.isBefore(now.minus(oldest)) && !time.isAfter(now.plus(ahead));
  }

  /// The object that holds it: of `a.b[]` that is `a`, of `a[].b` it is `a[]`.
  private static String parent(String path) {
    var dot = path.lastIndexOf('.');
    return dot < 0 ? "" : path.substring(0, dot);
  }
}
