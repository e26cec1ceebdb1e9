package dev.tagyard.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tagyard.proxy.standin.Misbehaviour;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/// Vendors that repeat what they were sent, fail in every way, and refuse tokens: no secret and
/// nothing personal shows in logs, metrics, `explain` or dead letters.
@Isolated
class SecretsTest {
  private static final List<String> SECRETS =
      List.of(
          Contract.META_TOKEN,
          Contract.GA4_SECRET,
          Contract.SERVER_KEY,
          Contract.ADMIN_TOKEN,
          "a-partner-secret",
          "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder = Path.of("");

  @Test
  void no_secret_is_told_to_logs_metrics_explain_or_dead_letters() throws Exception {
    var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    var logger = (Logger) LoggerFactory.getLogger("dev.tagyard");
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    root.addAppender(lines);
    var level = logger.getLevel();
    logger.setLevel(Level.TRACE);
    try (var proxy = RunningProxy.start(folder, SecretsTest::withSecretInUrl)) {
      for (var name : Story.VENDORS) {
        var vendor = proxy.vendor(name);
        var echo = echo(name);
        vendor.script(1, new Misbehaviour.Answer(500, Map.of(), echo));
        vendor.script(1, new Misbehaviour.Reset(false));
        vendor.script(1, new Misbehaviour.Answer(302, Map.of("Location", "/?" + name), echo));
        vendor.script(1, new Misbehaviour.Answer(400, Map.of(), echo));
      }
      for (var i = 1; i <= 3; i++) {
        assertThat(proxy.post(event("s" + i)).statusCode()).isEqualTo(202);
      }
      proxy.settled();
      proxy.vendor("partner").script(1, new Misbehaviour.Answer(401, Map.of(), echo("partner")));
      assertThat(proxy.post(event("s4")).statusCode()).isEqualTo(202);
      Eventually.holds(
          "the partner is paused",
          () -> metrics(proxy).contains("tagyard_destination_paused{destination=\"partner\"} 1"));

      var told = new StringBuilder(metrics(proxy));
      for (var i = 1; i <= 4; i++) {
        told.append(proxy.send(proxy.toAdmin("/api/events/s" + i)).body());
      }
      var letters = proxy.send(proxy.toAdmin("/api/dead-letters")).body();
      told.append(letters);
      for (var letter : JSON.readTree(letters).path("dead_letters")) {
        told.append(
            proxy.send(proxy.toAdmin("/api/dead-letters/" + letter.path("id").asText())).body());
      }
      var logged =
          List.copyOf(lines.list).stream().map(SecretsTest::text).collect(Collectors.joining("\n"));

      assertThat(letters).contains("***");
      for (var secret : SECRETS) {
        assertThat(told.toString()).doesNotContain(secret);
        assertThat(logged).doesNotContain(secret);
      }
      assertThat(logged).contains("partner is paused").doesNotContain("visitor@example.org");
      assertThat(metrics(proxy)).doesNotContain("visitor@example.org");
    } finally {
      logger.setLevel(level);
      root.detachAppender(lines);
    }
  }

  /// What the vendor got, it tells again.
  private static String echo(String vendor) {
    var secret =
        switch (vendor) {
          case "meta" -> Contract.META_TOKEN;
          case "ga4" -> Contract.GA4_SECRET;
          default -> "a-partner-secret";
        };
    return "you sent key=" + secret + " for visitor@example.org";
  }

  private static String withSecretInUrl(String yaml) {
    return Contract.replace(
        yaml,
        Map.of(
            "&eid={event_id}", "&eid={event_id}&key={secret:key}",
            "    events: [purchase]", "    secrets: { key: a-partner-secret }"));
  }

  private static String event(String id) {
    return """
    {"event_name": "purchase", "event_id": "%s",
     "page": {"url": "https://www.example.com/thanks"},
     "user": {"client_id": "1.2", "email": "visitor@example.org"},
     "params": {"value": 5, "currency": "EUR", "transaction_id": "T%s"},
     "consent": {"categories": {"marketing": true, "statistics": true}}}\
    """
        .formatted(id, id);
  }

  private static String metrics(RunningProxy proxy) {
    try {
      return proxy.metrics();
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }

  private static String text(ILoggingEvent event) {
    var thrown = event.getThrowableProxy();
    return event.getFormattedMessage()
        + (thrown == null ? "" : "\n" + ThrowableProxyUtil.asString(thrown));
  }
}
