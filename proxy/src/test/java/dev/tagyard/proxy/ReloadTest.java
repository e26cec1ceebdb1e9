package dev.tagyard.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tagyard.proxy.eventlog.MasterKey;
import dev.tagyard.proxy.plan.Configuration;
import dev.tagyard.proxy.plan.PlanReader;
import dev.tagyard.proxy.standin.Misbehaviour;
import dev.tagyard.rules.RuleObserver;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/// A change of the files while the server runs.
@Isolated
class ReloadTest {
  private static final String DROPS =
      """
      - name: no_page_views
        match:
          event_name: page_view
        drop: true
      """;
  private static final String SECOND =
      """
      destinations:
        second:
          type: postback
          url: http://127.0.0.1:1/postback?cid={click_id}&payout={value}&cur={currency}&txid={transaction_id}&eid={event_id}
      """;

  /// Under a second by itself; this machine may have much else to do.
  private static final Duration IN_FORCE_WITHIN = Duration.ofSeconds(5);

  @TempDir private Path folder = Path.of("");

  @Test
  void rules_are_followed_when_their_file_changes_and_a_wrong_file_leaves_them_in_force()
      throws Exception {
    var rule = folder.resolve("rules/10-drop.yaml");
    Files.createDirectories(rule.getParent());
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    var logger = (Logger) LoggerFactory.getLogger("dev.tagyard.proxy.plan.Plans");
    logger.addAppender(lines);
    try (var proxy = RunningProxy.start(folder)) {
      view(proxy, "before");
      assertThat(meta(proxy.settled()).of("delivered")).isEqualTo(1);

      Files.writeString(rule, DROPS);
      Eventually.holds("the rule runs", () -> proxy.server().plan().version() == 2);
      view(proxy, "dropped");
      assertThat(meta(proxy.settled()).of("dropped")).isEqualTo(1);

      Files.writeString(rule, DROPS.replace("drop: true", "drops: true"));
      Eventually.holds(
          "the mistake is told",
          () ->
              List.copyOf(lines.list).stream()
                  .map(ILoggingEvent::getFormattedMessage)
                  .anyMatch(line -> line.contains("10-drop.yaml:4") && line.contains("drops")));
      assertThat(proxy.server().plan().version()).isEqualTo(2);
      view(proxy, "dropped-too");
      assertThat(meta(proxy.settled()).of("dropped")).isEqualTo(2);

      Files.delete(rule);
      Eventually.holds("no rule runs", () -> proxy.server().plan().version() == 3);
      view(proxy, "after");
      assertThat(meta(proxy.settled()).of("delivered")).isEqualTo(2);
    } finally {
      logger.detachAppender(lines);
    }
  }

  @Test
  void rules_that_change_under_load_are_in_force_soon_and_no_event_is_dropped_or_half_by_each()
      throws Exception {
    Files.createDirectories(folder.resolve("rules"));
    ruleFiles(1);
    var waits = new ArrayList<Duration>();
    try (var proxy =
        RunningProxy.start(
            folder,
            yaml -> yaml.replace("public:\n", "public:\n  guard: {rate_per_second: 10000}\n"))) {
      var over = new AtomicBoolean();
      var load = new FutureTask<>(() -> load(proxy, over));
      Thread.startVirtualThread(load);
      for (var version = 2; version <= 6; version++) {
        var next = version;
        var started = System.nanoTime();
        ruleFiles(version);
        Eventually.holds(
            "version " + next + " runs",
            IN_FORCE_WITHIN,
            () -> proxy.server().plan().version() >= next);
        waits.add(Duration.ofNanos(System.nanoTime() - started));
      }
      over.set(true);
      var sent = load.get(1, TimeUnit.MINUTES);

      assertThat(proxy.server().plan().version()).as("both files at once").isEqualTo(6);
      assertThat(proxy.settled().get("ga4"))
          .isEqualTo(new Sum(sent, Map.of("delivered", (long) sent), 0));
      var seen = versions(proxy);
      assertThat(seen).hasSize(sent).allMatch(each -> each.first() == each.second());
      assertThat(Set.copyOf(seen)).hasSizeGreaterThan(1);
    }
    System.out.println("changed rules are in force after " + waits.stream().sorted().toList());
  }

  /// What two rule files wrote into one event.
  private record Written(int first, int second) {}

  private void ruleFiles(int version) throws IOException {
    var rule = "- name: %s\n  set:\n    params.%s: %d\n";
    Files.writeString(folder.resolve("rules/10.yaml"), rule.formatted("ten", "by_first", version));
    Files.writeString(
        folder.resolve("rules/20.yaml"), rule.formatted("twenty", "by_second", version));
  }

  private static int load(RunningProxy proxy, AtomicBoolean over) throws Exception {
    var sent = 0;
    while (!over.get()) {
      view(proxy, "load-" + sent++);
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
    return sent;
  }

  private static List<Written> versions(RunningProxy proxy) throws IOException {
    var versions = new ArrayList<Written>();
    for (var request : proxy.vendors().ga4().requests()) {
      for (var event : new ObjectMapper().readTree(request.body()).path("events")) {
        var params = event.path("params");
        versions.add(
            new Written(params.path("by_first").asInt(), params.path("by_second").asInt()));
      }
    }
    return versions;
  }

  @Test
  void a_reload_of_a_wrong_configuration_tells_the_mistakes_and_changes_nothing() throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      var right = Files.readString(proxy.file());
      Files.writeString(proxy.file(), right.replace("pixel_id", "pixel_di"));

      var problems = proxy.server().reload();

      assertThat(problems).isNotEmpty();
      assertThat(problems.toString()).contains("pixel_di", "pixel_id");
      assertThat(proxy.server().plan().version()).isEqualTo(1);
      view(proxy, "still");
      assertThat(meta(proxy.settled()).of("delivered")).isEqualTo(1);
    }
  }

  @Test
  void what_takes_a_restart_is_told_until_the_file_says_again_what_runs() throws Exception {
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    var logger = (Logger) LoggerFactory.getLogger("dev.tagyard.proxy.plan.Plans");
    try (var proxy = RunningProxy.start(folder)) {
      logger.addAppender(lines);
      var before = Files.readString(proxy.file());
      Files.writeString(proxy.file(), before.replace("retention: 3d", "retention: 4d"));
      assertThat(proxy.server().reload()).isEmpty();
      assertThat(List.copyOf(lines.list))
          .anyMatch(line -> line.getFormattedMessage().contains("data changed: that takes"));

      Files.writeString(proxy.file(), before);
      // So that the watch has nothing left to tell.
      Eventually.holds("all changes are seen", () -> proxy.server().plan().version() > 2);
      lines.list.clear();
      assertThat(proxy.server().reload()).isEmpty();

      assertThat(List.copyOf(lines.list))
          .noneMatch(line -> line.getFormattedMessage().contains("takes a restart"));
    } finally {
      logger.detachAppender(lines);
    }
  }

  @Test
  void what_runs_the_scripts_is_told_as_it_is_by_now() throws Exception {
    Files.createDirectories(folder.resolve("rules"));
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    var logger = (Logger) LoggerFactory.getLogger(Server.class);
    var asked = System.getProperty("tagyard.engine", "");
    System.setProperty("tagyard.engine", "compiled");
    logger.addAppender(lines);
    try (var proxy = RunningProxy.start(folder)) {
      assertThat(proxy.metrics()).contains("tagyard_rules_engine{mode=\"none\"} 1");

      Files.writeString(folder.resolve("rules/10.js"), "export default (event) => event;");
      assertThat(proxy.server().reload()).isEmpty();

      assertThat(proxy.metrics())
          .contains("tagyard_rules_engine{mode=\"none\"} 0")
          .contains("tagyard_rules_engine{mode=\"interpreted\"} 1");
      assertThat(List.copyOf(lines.list))
          .anyMatch(line -> line.getFormattedMessage().contains("were to run compiled"));
    } finally {
      logger.detachAppender(lines);
      System.setProperty("tagyard.engine", asked);
    }
  }

  @Test
  void a_destination_that_is_added_gets_what_comes_after_and_no_earlier_event() throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      purchase(proxy, "earlier");
      proxy.settled();
      var endpoint = proxy.vendors().partner().endpoint().toString();

      Files.writeString(
          proxy.file(),
          Contract.replace(
              Files.readString(proxy.file()),
              Map.of("destinations:\n", SECOND.replace("http://127.0.0.1:1", endpoint))));
      assertThat(proxy.server().reload()).isEmpty();
      purchase(proxy, "later");

      var sums = proxy.settled();
      assertThat(sums.get("second")).isEqualTo(new Sum(1, Map.of("delivered", 1L), 0));
      assertThat(proxy.vendors().partner().requests())
          .flatExtracting(request -> request.events())
          .extracting(event -> event.id())
          .containsExactly("earlier", "later", "later");
    }
  }

  @Test
  void a_destination_that_is_removed_keeps_its_outbox_until_it_is_back() throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      var with = Files.readString(proxy.file());
      proxy.vendors().ga4().script(1_000, Misbehaviour.status(503));
      view(proxy, "held");
      Eventually.holds("it was tried", () -> !proxy.vendors().ga4().requests().isEmpty());

      Files.writeString(
          proxy.file(), with.replaceAll("(?s)  ga4:\n    type: ga4.*?(?=  partner:)", ""));
      assertThat(proxy.server().reload()).isEmpty();
      assertThat(proxy.server().plan().destinations()).containsOnlyKeys("meta", "partner");
      view(proxy, "not-for-ga4");
      Eventually.holds(
          "the other is served",
          () ->
              proxy.vendors().meta().requests().stream().mapToInt(r -> r.events().size()).sum()
                  == 2);
      assertThat(proxy.sums().get("ga4"))
          .satisfies(sum -> {
            assertThat(sum.waiting()).isEqualTo(1);
            assertThat(sum.holds()).isTrue();
          });

      // Only now is the vendor well: an attempt that was under way would have been taken before.
      proxy.vendors().ga4().clear();
      Files.writeString(proxy.file(), with);
      assertThat(proxy.server().reload()).isEmpty();

      var sums = proxy.settled();
      assertThat(sums.get("ga4")).satisfies(sum -> assertThat(sum.of("delivered")).isEqualTo(1));
      assertThat(proxy.vendors().ga4().requests())
          .flatExtracting(request -> request.events())
          .extracting(event -> event.id())
          .containsOnly("held");
    }
  }

  @Test
  void an_api_key_is_changed_without_a_restart() throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      Files.writeString(
          proxy.file(),
          Contract.replace(
              Files.readString(proxy.file()), Map.of("${TAGYARD_SERVER_KEY}", "another-key")));
      assertThat(proxy.server().reload()).isEmpty();

      assertThat(server(proxy, Contract.SERVER_KEY)).isEqualTo(401);
      assertThat(server(proxy, "another-key")).isEqualTo(202);
    }
  }

  @Test
  void the_admin_token_is_changed_without_a_restart() throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      assertThat(api(proxy, Contract.ADMIN_TOKEN)).isEqualTo(200);

      rewrite(proxy, "${TAGYARD_ADMIN_TOKEN}", "another-admin-token");

      assertThat(api(proxy, Contract.ADMIN_TOKEN)).isEqualTo(401);
      assertThat(api(proxy, "another-admin-token")).isEqualTo(200);
    }
  }

  @Test
  void an_admin_token_that_is_taken_out_is_valid_no_more() throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      rewrite(proxy, "  token: ${TAGYARD_ADMIN_TOKEN}", "  # no token");

      assertThat(api(proxy, Contract.ADMIN_TOKEN)).isEqualTo(401);
      var made = Files.readString(proxy.dataDir().resolve("admin.token")).strip();
      assertThat(api(proxy, made)).isEqualTo(200);

      assertThat(proxy.server().reload()).isEmpty();
      assertThat(api(proxy, made)).isEqualTo(200);
    }
  }

  @Test
  void withdrawals_are_remembered_as_long_as_dead_letters_are_kept_which_takes_a_restart()
      throws Exception {
    var running = new AtomicReference<>(configuration("dead_letters: 90d", "remember: 30d"));
    var settings = Server.settings(running::get, MasterKey.of(new byte[32]));
    assertThat(settings.consentRetention().get()).isEqualTo(Duration.ofDays(91));

    running.set(configuration("dead_letters: 10d", "remember: 30d"));
    assertThat(settings.consentRetention().get()).isEqualTo(Duration.ofDays(91));

    running.set(configuration("dead_letters: 10d", "remember: 120d"));
    assertThat(settings.consentRetention().get()).isEqualTo(Duration.ofDays(120));
  }

  private Configuration configuration(String data, String consent) throws Exception {
    var file = folder.resolve("tagyard.yaml");
    Files.writeString(file, "data: {" + data + "}\nconsent: {" + consent + "}\n");
    return new PlanReader(file, _ -> Optional.empty(), RuleObserver.NONE, InstantSource.system())
        .read(1)
        .plan()
        .orElseThrow()
        .configuration();
  }

  @Test
  void paths_come_and_go_without_a_restart() throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      assertThat(get(proxy, "/g/collect?v=2&tid=G-TEST123&cid=1.2&en=scroll")).isLessThan(300);
      assertThat(get(proxy, "/metrics-of-ours/px.gif?en=page_view")).isEqualTo(404);

      rewrite(proxy, "  ga4: {}                           # /g/collect\n", "");
      rewrite(proxy, "public:\n", "public:\n  prefix: /metrics-of-ours\n");

      assertThat(get(proxy, "/g/collect?v=2&tid=G-TEST123&cid=1.2&en=scroll")).isEqualTo(404);
      assertThat(get(proxy, "/metrics-of-ours/px.gif?en=page_view")).isEqualTo(200);
    }
  }

  @Test
  void guards_are_changed_without_a_restart() throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      assertThat(from("203.0.113.7", proxy)).isEqualTo(202);
      assertThat(from("203.0.113.7", proxy)).isEqualTo(202);

      rewrite(proxy, "public:\n", "public:\n  guard: {rate_per_second: 1, burst: 1}\n");

      assertThat(from("203.0.113.8", proxy)).isEqualTo(202);
      assertThat(from("203.0.113.8", proxy)).isEqualTo(429);
    }
  }

  @Test
  void an_outbox_is_bounded_by_what_the_file_says_now() throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      proxy.vendors().meta().script(1_000, Misbehaviour.status(503));
      var noise = new byte[2_000];
      new Random(1).nextBytes(noise);
      var large =
          event("kept").replace("example.com/", "example.com/" + HexFormat.of().formatHex(noise));
      assertThat(proxy.post(large).statusCode()).isEqualTo(202);
      Eventually.holds("it was tried", () -> !proxy.vendors().meta().requests().isEmpty());

      rewrite(proxy, "destinations:\n", "outbox: {max_bytes: 1KiB}\ndestinations:\n");
      view(proxy, "too-much");

      Eventually.holds(
          "the other vendor has both",
          () ->
              proxy.vendors().ga4().requests().stream().mapToInt(r -> r.events().size()).sum()
                  == 2);
      proxy.vendors().meta().clear();
      assertThat(meta(proxy.settled()).settled()).isEqualTo(Map.of("delivered", 1L, "expired", 1L));
    }
  }

  private static void rewrite(RunningProxy proxy, String what, String by) throws Exception {
    var before = Files.readString(proxy.file());
    Files.writeString(proxy.file(), Contract.replace(before, Map.of(what, by)));
    assertThat(proxy.server().reload()).isEmpty();
  }

  private static int api(RunningProxy proxy, String token) throws Exception {
    return proxy
        .send(proxy.toAdmin("/api/rules").setHeader("Authorization", "Bearer " + token))
        .statusCode();
  }

  private static int get(RunningProxy proxy, String path) throws Exception {
    return proxy.send(proxy.to(path)).statusCode();
  }

  private static int from(String address, RunningProxy proxy) throws Exception {
    return proxy
        .send(
            proxy
                .to("/e")
                .header("X-Forwarded-For", address)
                .POST(BodyPublishers.ofString(event("from-" + System.nanoTime()))))
        .statusCode();
  }

  private static int server(RunningProxy proxy, String key) throws Exception {
    return proxy
        .send(
            proxy
                .to("/e")
                .header("Authorization", "Bearer " + key)
                .POST(BodyPublishers.ofString(event("from-a-server"))))
        .statusCode();
  }

  private static void view(RunningProxy proxy, String id) throws Exception {
    assertThat(proxy.post(event(id)).statusCode()).isEqualTo(202);
  }

  private static void purchase(RunningProxy proxy, String id) throws Exception {
    var purchase =
        event(id)
            .replace("page_view", "purchase")
            .replace(
                "\"consent\"",
                "\"params\": {\"value\": 5, \"currency\": \"EUR\", \"transaction_id\": \"T"
                    + id
                    + "\"}, \"ids\": {\"click_id\": \"c1\"}, \"consent\"");
    assertThat(proxy.post(purchase).statusCode()).isEqualTo(202);
  }

  private static String event(String id) {
    return """
    {"event_name": "page_view", "event_id": "%s", "page": {"url": "https://www.example.com/"},
     "consent": {"categories": {"marketing": true, "statistics": true}}}\
    """
        .formatted(id);
  }

  private static Sum meta(Map<String, Sum> sums) {
    return sums.getOrDefault("meta", new Sum(0, Map.of(), 0));
  }
}
