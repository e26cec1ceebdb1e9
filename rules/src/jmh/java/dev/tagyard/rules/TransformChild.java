package dev.tagyard.rules;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import dev.tagyard.rules.event.Event;
import dev.tagyard.rules.event.EventNodes;
import dev.tagyard.rules.script.ScriptLimits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Parses an event, changes it and writes it, in Java or by the rule. Says first after how many
/// milliseconds of its life one event was done; then answers each line, a number of events, with
/// the nanoseconds of processor time that one took, and the line `contexts` with the bytes of heap
/// that one more context takes.
public final class TransformChild {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// Reads events as the server does.
  private static final ObjectMapper EVENTS =
      JsonMapper.builder(
              JsonFactory.builder().enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER).build())
          .nodeFactory(EventNodes.INSTANCE)
          .build();

  private static final int BATCH = 64;
  private static final int CONTEXTS = 8;

  private TransformChild() {}

  interface Work {
    long run(int events) throws IOException;
  }

  /// @param arguments `java` or `script`, and the folder of rule and event
  public static void main(String[] arguments) throws IOException {
    var folder = Path.of(arguments[1]);
    var text = Files.readAllBytes(folder.resolve("event.json"));
    var started = ManagementFactory.getRuntimeMXBean().getStartTime();
    Work work =
        arguments[0].equals("java") ? events -> inJava(text, events) : script(folder, text, 1);
    work.run(1);
    System.out.println(System.currentTimeMillis() - started);
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    try (var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.equals("contexts")) {
          System.out.println(heapOfContext(folder, text));
          continue;
        }
        var events = Integer.parseInt(line);
        var before = system.getProcessCpuTime();
        work.run(events);
        System.out.println((system.getProcessCpuTime() - before) / events);
      }
    }
    System.exit(0);
  }

  private static Work script(Path folder, byte[] text, int threads) throws IOException {
    var rules = Files.createTempDirectory("bench");
    Files.copy(folder.resolve("rule.js"), rules.resolve("rule.js"));
    var limits = ScriptLimits.usual().withThreads(threads);
    var options = RuleOptions.of(Set.of("meta")).withLimits(limits);
    var set = RuleSet.load(rules, options, new ArrayList<>()).orElseThrow();
    return events -> byRule(set, text, events);
  }

  /// Of a set with several threads what it takes more than one with a single thread.
  private static long heapOfContext(Path folder, byte[] text) throws IOException {
    var before = usedHeap();
    var single = script(folder, text, 1);
    single.run(BATCH);
    var one = usedHeap() - before;
    var several = script(folder, text, CONTEXTS + 1);
    for (var i = 0; i < 20; i++) {
      several.run(BATCH * CONTEXTS);
    }
    var all = usedHeap() - before - one;
    // Both are still used here, so neither was collected.
    single.run(1);
    several.run(1);
    return (all - one) / CONTEXTS;
  }

  private static long usedHeap() {
    for (var i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long byRule(RuleSet rules, byte[] text, int events) throws IOException {
    var bytes = 0L;
    for (var done = 0; done < events; done += BATCH) {
      List<RuleInput> batch = new ArrayList<>();
      for (var i = 0; i < Math.min(BATCH, events - done); i++) {
        var event = Event.of((ObjectNode) EVENTS.readTree(text));
        batch.add(new RuleInput(event, Set.of("meta"), Map.of()));
      }
      for (var outcome : rules.apply(batch)) {
        for (var event : outcome.to("meta")) {
          bytes += JSON.writeValueAsBytes(event.tree()).length;
        }
      }
    }
    return bytes;
  }

  private static long inJava(byte[] text, int events) throws IOException {
    var bytes = 0L;
    for (var i = 0; i < events; i++) {
      var event = (ObjectNode) JSON.readTree(text);
      if (change(event)) {
        bytes += JSON.writeValueAsBytes(event).length;
      }
    }
    return bytes;
  }

  /// What rule.js does.
  private static boolean change(ObjectNode event) {
    var params = (ObjectNode) event.path("params");
    var user = (ObjectNode) event.path("user");
    var url = event.path("page").path("url").asText();
    if (url.startsWith("https://staging.")
        || params.path("traffic_type").asText().equals("internal")) {
      return false;
    }
    params.set("order_id", params.remove("transaction_id"));
    params.set("voucher", params.remove("coupon"));
    var sum = 0.0;
    for (var item : params.path("items")) {
      sum += item.path("price").asDouble() * item.path("quantity").asDouble();
    }
    params.put("sum", sum);
    var parts = url.split("\\?", -1);
    for (var pair : (parts.length > 1 ? parts[1] : "").split("&", -1)) {
      var named = pair.split("=", -1);
      if (named[0].equals("utm_source")) {
        params.put("source", named[1]);
      }
    }
    user.put("email_hash", sha256(user.path("email").asText().trim().toLowerCase(Locale.ROOT)));
    user.put("phone_hash", sha256(user.path("phone").asText()));
    params.put("channel", "web");
    params.put("net", params.path("value").asDouble() - params.path("tax").asDouble());
    params.put("margin", params.path("net").asDouble() * 0.4);
    params.put("pieces", params.path("items").size());
    event.put("event_name", "order");
    return true;
  }

  private static String sha256(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
