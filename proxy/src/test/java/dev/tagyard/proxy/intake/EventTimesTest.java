package dev.tagyard.proxy.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventTimesTest {
  /// When the server received it; all times below are milliseconds after that.
  private static final long RECEIVED = 1_795_341_600_000L;

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "a clock that is right, 0, 0, 0",
    "a clock four days ahead, 345600000, 345600000, 0",
    "a clock four days behind, -345600000, -345600000, 0",
    "three hours without a network, -10800000, 0, -10800000",
    "three hours without a network and four days ahead, 334800000, 345600000, -10800000",
    "five minutes ahead of what was sent, 300000, 0, 300000",
    "a millisecond more, 300001, 0, 0",
    "before there was time, 0, 1795341600001, 0",
  })
  void the_time_of_sending_corrects_the_event_s(String what, long said, long sent, long expected) {
    var event = JsonNodeFactory.instance.objectNode();
    event.put("event_time", RECEIVED + said).put("sent_at", RECEIVED + sent);

    EventTimes.correct(event, Instant.ofEpochMilli(RECEIVED));

    assertThat(event.path("event_time").asLong()).as(what).isEqualTo(RECEIVED + expected);
    assertThat(event.has("client_time")).isEqualTo(said != expected);
    assertThat(event.path("client_time").asLong(RECEIVED + said)).isEqualTo(RECEIVED + said);
    assertThat(event.has("sent_at")).isFalse();
    assertThat(event.path("received_at").asLong()).isEqualTo(RECEIVED);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "an hour ago, -3600000, -3600000",
    "as far ahead as clocks may be, 300000, 300000",
    "a millisecond more, 300001, 0",
    "in 1970, -1795341600000, 0",
    "before 1970, -1795341600001, 0",
  })
  void without_it_a_time_ahead_is_the_server_s(String what, long said, long expected) {
    var event = JsonNodeFactory.instance.objectNode().put("event_time", RECEIVED + said);

    EventTimes.correct(event, Instant.ofEpochMilli(RECEIVED));

    assertThat(event.path("event_time").asLong()).as(what).isEqualTo(RECEIVED + expected);
    assertThat(event.has("client_time")).isEqualTo(said != expected);
  }

  @Test
  void an_event_that_says_no_time_has_the_server_s() {
    var event = JsonNodeFactory.instance.objectNode();

    EventTimes.correct(event, Instant.ofEpochMilli(RECEIVED));

    assertThat(event)
        .hasToString("{\"event_time\":" + RECEIVED + ",\"received_at\":" + RECEIVED + "}");
  }

  @ParameterizedTest
  @CsvSource({"1000, false", "-1000, false", "1001, true", "-1001, true"})
  void the_client_s_own_time_is_kept_where_it_was_corrected_by_more_than_a_second(
      long ahead, boolean kept) {
    var event = JsonNodeFactory.instance.objectNode();
    event.put("event_time", RECEIVED + ahead).put("sent_at", RECEIVED + ahead);

    EventTimes.correct(event, Instant.ofEpochMilli(RECEIVED));

    assertThat(event.path("event_time").asLong()).isEqualTo(RECEIVED);
    assertThat(event.has("client_time")).isEqualTo(kept);
  }
}
