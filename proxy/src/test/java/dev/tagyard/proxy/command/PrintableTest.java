package dev.tagyard.proxy.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/// Control characters of visitors and vendors, which a terminal would obey.
class PrintableTest {
  private static final String HOSTILE = "x\u001b]52;c;ZXZpbA==\u0007\u009b31m\u007f\r\n10:00:00 y";
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void the_story_of_an_event_has_none() throws Exception {
    var told =
        tree(
            """
            {"event_id": H,
             "copies": [{"event": {"event_name": H, "params": {H: H}}, "source": "web",
               "consent": {"evidence": {"gcs": H}, "destinations": {"d": {"reason": H}}},
               "requests": [{"destination": "d", "method": "POST", "url": H, "body": H}],
               "not_rendered": {"d": H}}],
             "steps": [{"what": "attempt", "destination": "d", "detail": {"said": H, "at": [H]}}]}
            """);

    harmless(Story.of(told));
    harmless(Story.steps(told));
  }

  @Test
  void a_dead_letter_has_none() throws Exception {
    var letter =
        tree(
            """
            {"id": "d-1", "event_name": H, "event_id": H, "vendor_said": H, "event": {H: H},
             "requests": [{"method": "POST", "url": H, "body": H}], "not_rendered": {"d": H},
             "steps": [{"what": "attempt", "detail": {"said": H}}]}
            """);

    harmless(DeadLetterText.line(letter));
    harmless(DeadLetterText.of(letter));
  }

  @Test
  void a_difference_between_rules_has_none() throws Exception {
    harmless(
        DiffText.of(
            tree(
                """
                {"groups": [{"rule": "r", "destination": "d", "field": H,
                  "samples": [{"event_id": H, "before": H}]}]}
                """)));
  }

  @Test
  void json_stays_the_same_and_has_none() throws Exception {
    var written = JSON.writeValueAsString(HOSTILE);

    harmless(Printable.json(written));
    assertThat(JSON.readTree(Printable.json(written)).asText()).isEqualTo(HOSTILE);
  }

  @Test
  void text_keeps_its_lines() {
    assertThat(Printable.text("a\r\n\tb\u001b[2J\rc")).isEqualTo("a\n\tb [2J c");
  }

  @Test
  void a_line_of_the_log_stays_one_with_a_trace_of_its_own_lines() {
    var context = new LoggerContext();

    var text = logged(StandardErrorLog.text(context), context);
    var json = logged(Logging.json(context), context);

    harmless(text.replace("\t", ""));
    harmless(json);
    assertThat(json.lines()).hasSize(1);
    assertThat(text.lines().limit(2))
        .satisfiesExactly(
            line -> assertThat(line).contains("WARN  meta said x ]52;"),
            line -> assertThat(line).startsWith("java.lang.IllegalStateException: x ]52;"));
    assertThat(text.lines().skip(2))
        .allMatch(line -> line.matches("\tat .*|Caused by: .*|\t\\.\\.\\..*"));
    assertThat(text.lines().filter(line -> line.startsWith("java.lang."))).hasSize(1);
  }

  private static String logged(Encoder<ILoggingEvent> encoder, LoggerContext context) {
    var failure = new IllegalStateException(HOSTILE, new IllegalArgumentException(HOSTILE));
    var event =
        new LoggingEvent(
            "here",
            context.getLogger("dev.tagyard"),
            Level.WARN,
            "{} said {}",
            failure,
            new Object[] {"meta", HOSTILE});
    return new String(encoder.encode(event), UTF_8);
  }

  private static JsonNode tree(String json) throws Exception {
    return JSON.readTree(json.replace("H", JSON.writeValueAsString(HOSTILE)));
  }

  private static void harmless(String text) {
    assertThat(text.replace("\n", "").chars()).noneMatch(Character::isISOControl);
    assertThat(text.lines()).noneMatch(line -> line.startsWith("10:00:00 y"));
  }
}
