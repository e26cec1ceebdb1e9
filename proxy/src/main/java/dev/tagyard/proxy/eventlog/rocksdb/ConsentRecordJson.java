package dev.tagyard.proxy.eventlog.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tagyard.consent.Verdict;
import dev.tagyard.proxy.eventlog.CorruptRecord;
import dev.tagyard.proxy.eventlog.KeptConsent;
import dev.tagyard.proxy.eventlog.VisitorHash;
import dev.tagyard.proxy.eventlog.Withdrawal;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;

/// Kept decisions and withdrawals as JSON and back: what stands inside their seals.
final class ConsentRecordJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ConsentJson consent = new ConsentJson();

  byte[] of(KeptConsent kept) {
    var others = JsonNodeFactory.instance.arrayNode();
    kept.others().forEach(other -> others.add(other.high()).add(other.low()));
    return ("{\"at\":"
            + kept.at().toEpochMilli()
            + ",\"others\":"
            + others
            + ",\"decision\":"
            + new String(consent.of(kept.decision()), UTF_8)
            + "}")
        .getBytes(UTF_8);
  }

  static KeptConsent kept(byte[] bytes) {
    var node = read(bytes);
    var others = new HashSet<VisitorHash>();
    var numbers = node.path("others");
    for (int i = 0; i + 1 < numbers.size(); i += 2) {
      others.add(new VisitorHash(numbers.path(i).asLong(), numbers.path(i + 1).asLong()));
    }
    return new KeptConsent(
        Instant.ofEpochMilli(node.path("at").asLong()),
        ConsentJson.decision(node.path("decision")),
        others);
  }

  static byte[] of(Withdrawal withdrawal) {
    var node = JsonNodeFactory.instance.objectNode();
    withdrawal
        .stops()
        .forEach((name, stop) ->
            node.putObject(name)
                .put("verdict", stop.verdict().name())
                .put("at", stop.at().toEpochMilli())
                .put("reason", stop.reason()));
    return node.toString().getBytes(UTF_8);
  }

  static Withdrawal withdrawal(byte[] bytes) {
    var stops = new HashMap<String, Withdrawal.Stop>();
    for (var each : read(bytes).properties()) {
      var stop = each.getValue();
      stops.put(
          each.getKey(),
          new Withdrawal.Stop(
              Verdict.valueOf(stop.path("verdict").asText()),
              Instant.ofEpochMilli(stop.path("at").asLong()),
              stop.path("reason").asText()));
    }
    return new Withdrawal(stops);
  }

  private static JsonNode read(byte[] bytes) {
    try {
      return JSON.readTree(bytes);
    } catch (IOException broken) {
      throw new CorruptRecord("a record of consent is not JSON", broken);
    }
  }
}
