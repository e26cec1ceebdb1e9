package dev.tagyard.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tagyard.proxy.eventlog.rocksdb.RocksEventLog;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/// What was denied is nowhere: not in a file, a key, a value, a log line or a metric. What was
/// allowed is found by the same search in the unsealed values, and in no file.
@Isolated
class ConsentLeavesNothingTest {
  private static final String DENIED =
      """
      {"gdpr": 1, "categories": {"marketing": false, "statistics": false}}\
      """;
  private static final String ALLOWED =
      """
      {"gdpr": 1, "categories": {"marketing": true, "statistics": true}}\
      """;

  /// Each found as it stands when it may be kept.
  private static final List<String> KEPT =
      List.of(
          "grace.hopper@example.org",
          "+4915155512399",
          "Gracemarie",
          "Hopperson",
          "Kleinmachnowdorf",
          "14532-7781",
          "customer-4711-4242",
          "998877665.1763111222",
          "transaction-90210-77",
          "event-id-55443322",
          "198.51.100.237",
          "Mozilla/5.0 (Seldom; Rare) Browser/77.8",
          "fb.1.1763000000000.5566778899",
          "gclid-Zz91-QrT",
          "https://www.example.com/private/4242");

  /// Of these the text itself need not be kept, whatever consent says.
  private static final List<String> NEVER_BARE =
      List.of("GA1.1.445566778.1763000123", "BBBBBBBBBBBBBBBBBBBBBB", "2001:db8:77::9");

  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger root = (Logger) LoggerFactory.getLogger("dev.tagyard");

  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void listen() {
    lines.start();
    root.setLevel(Level.DEBUG);
    root.addAppender(lines);
  }

  @AfterEach
  void hush() {
    root.detachAppender(lines);
    root.setLevel(null);
  }

  @Test
  void what_was_denied_is_nowhere() throws Exception {
    var needles = needles();
    String metrics;
    try (var proxy = RunningProxy.start(folder)) {
      for (var i = 0; i < 20; i++) {
        send(proxy, DENIED);
      }
      proxy.settled();
      metrics = proxy.metrics();
      assertThat(searchFiles(needles)).as("files while it runs").isEmpty();
      proxy.stopServer();
      try (var log = proxy.openLog()) {
        assertThat(searchUnsealed(log, needles)).as("unsealed").isEmpty();
      }
      assertThat(proxy.vendors().meta().requests()).isEmpty();
      assertThat(proxy.vendors().ga4().requests()).isEmpty();
      assertThat(proxy.vendors().partner().requests()).isEmpty();
    }

    assertThat(searchFiles(needles)).as("files").isEmpty();
    assertThat(needles.in(metrics)).as("metrics").isEmpty();
    assertThat(searchLines(needles)).as("log lines").isEmpty();
  }

  @Test
  void what_was_allowed_is_in_the_unsealed_values_and_in_no_file() throws Exception {
    var needles = needles();
    String metrics;
    Set<String> unsealed;
    try (var proxy = RunningProxy.start(folder)) {
      send(proxy, ALLOWED);
      proxy.settled();
      metrics = proxy.metrics();
      assertThat(searchFiles(needles)).as("files while it runs").isEmpty();
      proxy.stopServer();
      try (var log = proxy.openLog()) {
        unsealed = searchUnsealed(log, needles);
      }
    }

    assertThat(unsealed).containsAll(KEPT);
    assertThat(searchFiles(needles)).as("files").isEmpty();
    assertThat(needles.in(metrics)).as("metrics").isEmpty();
    assertThat(searchLines(needles)).as("log lines").isEmpty();
  }

  private static Needles needles() {
    var values = new ArrayList<>(KEPT);
    values.addAll(NEVER_BARE);
    return new Needles(values);
  }

  private static void send(RunningProxy proxy, String consent) throws Exception {
    var body =
        """
        {"event_name": "purchase", "event_id": "event-id-55443322",
         "page": {"url": "https://www.example.com/private/4242?gclid=gclid-Zz91-QrT"},
         "user": {"client_id": "998877665.1763111222", "user_id": "customer-4711-4242",
           "email": "grace.hopper@example.org", "phone": "+4915155512399",
           "first_name": "Gracemarie", "last_name": "Hopperson", "city": "Kleinmachnowdorf",
           "postal_code": "14532-7781"},
         "params": {"value": 5, "currency": "EUR", "transaction_id": "transaction-90210-77"},
         "consent": %s}\
        """
            .formatted(consent);
    var answer =
        proxy.send(
            proxy
                .to("/e")
                .header("User-Agent", "Mozilla/5.0 (Seldom; Rare) Browser/77.8")
                .header("X-Forwarded-For", "2001:db8:77::9, 198.51.100.237")
                .header(
                    "Cookie",
                    "_ty="
                        + ReturningVisitor.cookie("BBBBBBBBBBBBBBBBBBBBBB")
                        + "; _fbp=fb.1.1763000000000.5566778899;"
                        + " _ga=GA1.1.445566778.1763000123")
                .POST(BodyPublishers.ofString(body)));
    assertThat(answer.statusCode()).isEqualTo(202);
  }

  private Set<String> searchFiles(Needles needles) throws IOException {
    var found = new TreeSet<String>();
    try (var files = Files.walk(folder.resolve("data"))) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        found.addAll(needles.in(file.toString()));
        found.addAll(needles.in(Files.readAllBytes(file)));
      }
    }
    return found;
  }

  private static Set<String> searchUnsealed(RocksEventLog log, Needles needles) {
    var found = new TreeSet<String>();
    log.forEachUnsealed((_, key, value) -> {
      found.addAll(needles.in(key));
      found.addAll(needles.in(value));
    });
    return found;
  }

  private Set<String> searchLines(Needles needles) {
    var found = new TreeSet<String>();
    for (var line : List.copyOf(lines.list)) {
      found.addAll(needles.in(line.getFormattedMessage()));
      if (line.getThrowableProxy() != null) {
        found.addAll(needles.in(String.valueOf(line.getThrowableProxy().getMessage())));
      }
    }
    return found;
  }
}
