package dev.tagyard.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The proxy under test, from its distribution, with a folder of its own.
final class Tagyard implements AutoCloseable {
  private static final long DRAIN_NANOS = 300_000_000_000L;

  private final Child child;
  private final Cores cores;
  private final int port;
  private final Setting setting;
  private final Tally tally;
  private final Vendors vendors;
  private final URI metrics;
  private final HttpClient http = HttpClient.newHttpClient();

  private Tagyard(
      Child child,
      Cores cores,
      int port,
      int adminPort,
      Setting setting,
      Tally tally,
      Vendors vendors) {
    this.child = child;
    this.cores = cores;
    this.port = port;
    this.setting = setting;
    this.tally = tally;
    this.vendors = vendors;
    this.metrics = URI.create("http://127.0.0.1:" + adminPort + "/metrics");
  }

  /// @param filtered whether no destination wants the events, so that only taking them in is left
  /// @param rules whether one YAML and one JavaScript rule run
  /// @param partnerDead whether nobody listens where the partner should
  /// @param guarded whether one address may send only as much as is usual
  /// @param timed how many of the vendors are timed
  /// @param badRules whether rules run beside them that misbehave on every event
  record Setting(
      boolean filtered,
      boolean rules,
      boolean partnerDead,
      boolean guarded,
      int timed,
      boolean badRules) {
    Setting(boolean filtered, boolean rules, boolean partnerDead, boolean guarded) {
      this(filtered, rules, partnerDead, guarded, Tally.VENDORS);
    }

    Setting(boolean filtered, boolean rules, boolean partnerDead, boolean guarded, int timed) {
      this(filtered, rules, partnerDead, guarded, timed, false);
    }

    Setting withBadRules() {
      return new Setting(filtered, rules, partnerDead, guarded, timed, true);
    }
  }

  /// Starts it with vendors of its own, and as the launcher sees fit.
  static Tagyard start(Path folder, Cores cores, Setting setting, String javaOptions)
      throws IOException {
    return start(folder, cores, setting, "auto", javaOptions);
  }

  /// @param engine of the scripts, as the launcher has it
  static Tagyard start(Path folder, Cores cores, Setting setting, String engine, String javaOptions)
      throws IOException {
    Files.createDirectories(folder.resolve("rules"));
    var tally = new Tally(setting.timed());
    var vendors = new Vendors(tally);
    var port = Child.freePort();
    var adminPort = Child.freePort();
    var partnerPort = setting.partnerDead() ? Child.freePort() : vendors.port(Tally.PARTNER);
    var file = folder.resolve("tagyard.yaml");
    Files.writeString(
        file,
        configuration(
            port,
            adminPort,
            setting,
            vendors.port(Tally.META),
            vendors.port(Tally.GA4),
            partnerPort));
    if (setting.rules()) {
      Files.writeString(folder.resolve("rules/10-staging.yaml"), YAML_RULE);
      Files.writeString(folder.resolve("rules/20-basket.js"), SCRIPT_RULE);
    }
    if (setting.badRules()) {
      for (var bad : BAD_RULES.entrySet()) {
        Files.writeString(
            folder.resolve("rules/30-" + bad.getKey() + ".js"),
            "export default function (event) { " + bad.getValue() + " }\n");
      }
    }
    var command =
        List.of(
            System.getProperty("bench.tagyard"),
            "serve",
            "--engine",
            engine,
            "--config",
            file.toString());
    var environment = new HashMap<String, String>();
    environment.put(
        "TAGYARD_JAVA_OPTIONS", String.join(" ", cores.javaOptions()) + " " + javaOptions);
    if (!cores.server().isEmpty()) {
      environment.put("TAGYARD_CORES", "1");
    }
    var child =
        Child.start(cores.free(command), environment, folder.resolve("output.txt"), port);
    return new Tagyard(child, cores, port, adminPort, setting, tally, vendors);
  }

  /// It is warm: from now on its core alone.
  void pin() throws IOException {
    cores.pin(child.pid());
  }

  Child child() {
    return child;
  }

  int port() {
    return port;
  }

  /// From now on these vendors take nothing, and all others everything.
  void closeVendors(Set<Integer> some) {
    vendors.close(some);
  }

  Tally tally() {
    return tally;
  }

  /// Events that the log says it was given.
  long accepted() throws IOException {
    return (long) metric("tagyard_accepted_total", "destination=\"meta\"");
  }

  /// Events that the slowest living vendor has yet to see.
  long behind(long accepted) {
    var fewest = Math.min(tally.distinct(Tally.META), tally.distinct(Tally.GA4));
    return accepted
        - (setting.partnerDead() ? fewest : Math.min(fewest, tally.distinct(Tally.PARTNER)));
  }

  boolean missing(long accepted) {
    return behind(accepted) > 0;
  }

  /// Says what arrived, and whether that is all.
  boolean allArrived(long accepted) throws IOException {
    System.out.printf(
        "  arrived of %,d: meta %,d, ga4 %,d, partner %,d; tried again %,.0f, repeats %d%n",
        accepted,
        tally.distinct(Tally.META),
        tally.distinct(Tally.GA4),
        tally.distinct(Tally.PARTNER),
        metric("tagyard_attempts_total", "outcome=\"retry\""),
        tally.repeats());
    return !missing(accepted);
  }

  /// The sum of a metric over all destinations or sources whose line holds a text.
  double metric(String name, String holding) throws IOException {
    try {
      var text = http.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()).body();
      return text.lines()
          .filter(line -> line.startsWith(name) && line.contains(holding))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  /// Waits until the journal is dispatched and no outbox holds more than `left` entries.
  void drain(long left) throws IOException {
    var until = System.nanoTime() + DRAIN_NANOS;
    while (metric("tagyard_journal_waiting", "") > 0 || metric("tagyard_outbox_depth", "") > left) {
      if (System.nanoTime() > until) {
        throw new IOException("events still wait after " + DRAIN_NANOS / 1_000_000_000 + " s");
      }
      Child.pause(100);
    }
  }

  @Override
  public void close() throws IOException {
    child.close();
    vendors.close();
  }

  private static String configuration(
      int port, int adminPort, Setting setting, int meta, int ga4, int partner) {
    var filter = setting.filtered() ? "\n    events: [another_event]" : "";
    var guard = setting.guarded() ? "{}" : "{ rate_per_second: 1000000, burst: 1000000 }";
    return """
    public:
      listen: 127.0.0.1:%d
      cors_origins: ["https://www.example.com"]
      trusted_proxies: ["127.0.0.1/32"]
      guard: %s
    admin:
      listen: 127.0.0.1:%d
    destinations:
      meta:
        type: meta
        pixel_id: "1234567890"
        access_token: token
        endpoint: http://127.0.0.1:%d%s
      ga4:
        type: ga4
        measurement_id: G-BENCH
        api_secret: secret
        endpoint: http://127.0.0.1:%d%s
      partner:
        type: postback
        url: http://127.0.0.1:%d/postback?cid={click_id}&payout={value}&cur={currency}&txid={transaction_id}&eid={event_id}
        consent: { categories: [marketing], tcf: { purposes: [1, 7], vendor: none } }%s
    rules: rules
    """
        .formatted(port, guard, adminPort, meta, filter, ga4, filter, partner, filter);
  }

  private static final String YAML_RULE =
      """
      - name: no_staging
        match:
          page.url: { prefix: "https://staging." }
        drop: true
      """;

  private static final Map<String, String> BAD_RULES =
      Map.of(
          "loop", "for (;;) {}",
          "recursion", "const f = () => f() + 1; f();",
          "memory", "const a = []; for (;;) a.push({ x: new Array(1000).fill(0) });",
          "backtracking", "/^(?:(a*)*\\1)*b$/.test('a'.repeat(5000));");

  private static final String SCRIPT_RULE =
      """
      export default function (event, context) {
        let sum = 0;
        for (const item of event.params.items ?? []) sum += item.price * item.quantity;
        event.params.basket = sum;
        event.params.coupon = (event.params.coupon ?? "none").toLowerCase();
        return event;
      }
      """;
}
