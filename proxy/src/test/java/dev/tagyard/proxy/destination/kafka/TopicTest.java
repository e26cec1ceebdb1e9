package dev.tagyard.proxy.destination.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tagyard.proxy.destination.Contact;
import dev.tagyard.proxy.destination.Ends;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.rules.yaml.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2|200|{}|Delivered Delivered",
        "3|207|{\"failed\":[{\"line\":0,\"error\":\"x\",\"retry\":true},{\"line\":2,\"error\":\"y\",\"retry\":false}]}|Retry Delivered Rejected",
        "1|207|{\"failed\":[{\"line\":7,\"retry\":false}]}|Retry",
        "2|207|{\"failed\":[{\"line\":1,\"error\":\"y\"}]}|Retry Retry",
        "2|207|{\"failed\":[{\"line\":1,\"retry\":***}]}|Retry Retry",
        "2|207|{\"failed\":[]}|Retry Retry",
        "2|207|{}|Retry Retry",
        "1|403|{}|CredentialsRefused",
      })
  void each_answer_has_its_outcomes(int size, int status, String body, String outcomes) {
    assertThat(Ends.of(Topic.TYPE, TopicConformanceTest.CONFIG, size, status, body))
        .isEqualTo(outcomes);
  }

  /// All settings count as secrets, and what a carrier says is masked before it is read.
  @ParameterizedTest
  @CsvSource({"true", "false", "failed", "line", "retry"})
  void a_setting_that_the_answer_happens_to_say_settles_no_record_that_was_not_written(
      String value) {
    var config = config(TopicConfig.RecordKey.EVENT, "t", Map.of("client.id", new Secret(value)));
    var said = "{\"failed\":[{\"line\":1,\"error\":\"x\",\"retry\":true}]}";
    var reply = new HttpReply(207, Map.of(), said);

    var masked = Topic.TYPE.credentials().apply(config).mask(reply);

    assertThat(Ends.of(Topic.TYPE, config, 2, masked)).endsWith("Retry");
  }

  @ParameterizedTest
  @CsvSource({"EVENT, e1", "VISITOR, v-e1", "USER, e1"})
  void the_key_is_what_the_configuration_names_or_else_the_event_s_id(
      TopicConfig.RecordKey key, String wanted) {
    var request = Ends.request(Topic.TYPE, config(key, "events", Map.of()), event -> event);

    assertThat(request.uri().toString()).isEqualTo("kafka://kafka1:9092,kafka2:9092/events");
    assertThat(request.body()).startsWith(wanted + "\t{").endsWith("}\n");
  }

  @Test
  void a_key_breaks_no_line() {
    var request =
        Ends.request(
            Topic.TYPE,
            config(TopicConfig.RecordKey.USER, "events", Map.of()),
            event -> event.with("user.user_id", "a\tb\nc"));

    assertThat(request.body().lines()).singleElement().asString().startsWith("a b c\t");
  }

  @Test
  void a_wrong_configuration_is_refused_in_words() {
    var event = TopicConfig.RecordKey.EVENT;
    assertThatThrownBy(() -> config(event, "no topic", Map.of()))
        .hasMessageContaining("topic must");
    assertThatThrownBy(() -> config(event, "t", Map.of("acks", new Secret("0"))))
        .hasMessageContaining("acks cannot be set");
    assertThatThrownBy(() -> config(event, "t", Map.of("compression.type", new Secret("zstd"))))
        .hasMessageContaining("none or gzip");
  }

  private static TopicConfig config(
      TopicConfig.RecordKey key, String topic, Map<String, Secret> settings) {
    return new TopicConfig(
        List.of("kafka1:9092", "kafka2:9092"),
        topic,
        key,
        settings,
        Contact.HASHED,
        Duration.ofDays(30),
        Duration.ofSeconds(30));
  }
}
