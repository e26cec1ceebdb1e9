package dev.tagyard.proxy.visitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisitorCookieTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final String ID = "AAAAAAAAAAAAAAAAAAAAAA";

  @Test
  void lives_400_days_from_its_first_issue() {
    var issued = NOON.minus(Duration.ofDays(400));

    assertThat(VisitorCookie.read(value(issued), NOON)).isEmpty();
    assertThat(VisitorCookie.read(value(issued.plusSeconds(1)), NOON))
        .contains(new VisitorCookie(ID, issued.plusSeconds(1)));
  }

  @Test
  void may_be_a_day_ahead_of_our_clock() {
    var tomorrow = NOON.plus(Duration.ofDays(1));

    assertThat(VisitorCookie.read(value(tomorrow), NOON)).isPresent();
    assertThat(VisitorCookie.read(value(tomorrow.plusSeconds(1)), NOON)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1.1795348800",
        "2.1795348800.AAAAAAAAAAAAAAAAAAAAAA",
        "1.soon.AAAAAAAAAAAAAAAAAAAAAA",
        "1.9223372036854775807.AAAAAAAAAAAAAAAAAAAAAA",
        "1.1795348800.AAAAAAAAAAAAAAAAAAAAA",
        "1.1795348800.AAAAAAAAAAAAAAAAAAAAA=",
        "1.1795348800.AAAAAAAAAAAAAAAAAAAAAA.1"
      })
  void is_none_in_another_form(String value) {
    assertThat(VisitorCookie.read(value, NOON)).isEmpty();
  }

  private static String value(Instant issued) {
    return "1." + issued.getEpochSecond() + "." + ID;
  }
}
