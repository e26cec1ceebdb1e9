package dev.tagyard.proxy.eventlog.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.tagyard.consent.ConsentDecision;
import dev.tagyard.consent.DestinationDecision;
import dev.tagyard.consent.FieldGroup;
import dev.tagyard.consent.Law;
import dev.tagyard.consent.StorageDecision;
import dev.tagyard.consent.VendorFlags;
import dev.tagyard.consent.Verdict;
import dev.tagyard.proxy.eventlog.CorruptRecord;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Consent decisions as JSON and back. Few decisions stand behind many events, so their text is
/// kept by identity for as long as they live.
final class ConsentJson {
  /// All groups there are: the usual case, so it is short.
  private static final String ALL = "all";

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static final ObjectMapper JSON = new ObjectMapper();

  /// By their text. They tell nothing of a person, and there are few.
  private static final Cache<Text, DestinationDecision> READ =
      Caffeine.newBuilder().executor(Runnable::run).maximumSize(2_000).build();

  /// Compared by what it holds.
  private static final class Text {
    private final byte[] bytes;

    Text(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Text text && Arrays.equals(bytes, text.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }
  }

  private final LoadingCache<ConsentDecision, byte[]> decisions =
      Caffeine.newBuilder()
          .executor(Runnable::run)
          .weakKeys()
          .maximumSize(20_000)
          .build(d -> text(node(d)));
  private final LoadingCache<DestinationDecision, byte[]> parts =
      Caffeine.newBuilder()
          .executor(Runnable::run)
          .weakKeys()
          .maximumSize(20_000)
          .build(d -> text(node(d)));

  /// Not to be changed.
  byte[] of(ConsentDecision decision) {
    return decisions.get(decision);
  }

  /// Not to be changed.
  byte[] of(DestinationDecision decision) {
    return parts.get(decision);
  }

  static ConsentDecision decision(byte[] text) {
    return decision(read(text));
  }

  static DestinationDecision part(byte[] text) {
    return READ.get(new Text(text), _ -> part(read(text)));
  }

  static ConsentDecision decision(JsonNode node) {
    var destinations = new LinkedHashMap<String, DestinationDecision>();
    node.path("destinations")
        .properties()
        .forEach(each -> destinations.put(each.getKey(), part(each.getValue())));
    var evidence = new LinkedHashMap<String, String>();
    node.path("evidence")
        .properties()
        .forEach(each -> evidence.put(each.getKey(), each.getValue().asText()));
    var storage = node.path("storage");
    return new ConsentDecision(
        Law.valueOf(node.path("law").asText()),
        node.path("law_reason").asText(),
        new StorageDecision(storage.path("allowed").asBoolean(), storage.path("reason").asText()),
        destinations,
        evidence);
  }

  static DestinationDecision part(JsonNode node) {
    var flags =
        new VendorFlags(
            node.path("limited_data_use").asBoolean(),
            flag(node.path("ad_user_data")),
            flag(node.path("ad_personalization")));
    return new DestinationDecision(
        Verdict.valueOf(node.path("verdict").asText()),
        node.path("reason").asText(),
        groups(node.path("groups")),
        flags);
  }

  private static EnumSet<FieldGroup> groups(JsonNode node) {
    if (node.asText().equals(ALL)) {
      return EnumSet.allOf(FieldGroup.class);
    }
    var groups = EnumSet.noneOf(FieldGroup.class);
    node.forEach(group -> groups.add(FieldGroup.valueOf(group.asText())));
    return groups;
  }

  private static ObjectNode node(ConsentDecision decision) {
    var node = NODES.objectNode();
    node.put("law", decision.law().name()).put("law_reason", decision.lawReason());
    node.putObject("storage")
        .put("allowed", decision.storage().allowed())
        .put("reason", decision.storage().reason());
    var destinations = node.putObject("destinations");
    decision.destinations().forEach((name, part) -> destinations.set(name, node(part)));
    var evidence = node.putObject("evidence");
    for (Map.Entry<String, String> each : decision.evidence().entrySet()) {
      evidence.put(each.getKey(), each.getValue());
    }
    return node;
  }

  private static ObjectNode node(DestinationDecision part) {
    var node = NODES.objectNode();
    node.put("verdict", part.verdict().name()).put("reason", part.reason());
    if (part.groups().size() == FieldGroup.values().length) {
      node.put("groups", ALL);
    } else if (!part.groups().isEmpty()) {
      var groups = node.putArray("groups");
      part.groups().stream().sorted().forEach(group -> groups.add(group.name()));
    }
    if (part.flags().limitedDataUse()) {
      node.put("limited_data_use", true);
    }
    part.flags().adUserData().ifPresent(given -> node.put("ad_user_data", given));
    part.flags().adPersonalization().ifPresent(given -> node.put("ad_personalization", given));
    return node;
  }

  private static Optional<Boolean> flag(JsonNode node) {
    return node.isBoolean() ? Optional.of(node.asBoolean()) : Optional.empty();
  }

  private static byte[] text(JsonNode node) {
    return node.toString().getBytes(UTF_8);
  }

  private static JsonNode read(byte[] text) {
    try {
      return JSON.readTree(text);
    } catch (IOException broken) {
      throw new CorruptRecord("a decision is not JSON", broken);
    }
  }
}
