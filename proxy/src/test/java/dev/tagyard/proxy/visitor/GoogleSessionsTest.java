package dev.tagyard.proxy.visitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoogleSessionsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GS1.1.1763805590.7.1.1763805601.49.0.1122334455",
        "GS1.1-2.1763805590.7.1.1763805601.49.0.0",
        "GS2.1.s1763805590$o7$g1$t1763805601$j49$l0$h1122334455",
        "GS2.1.o7$g1$s1763805590$t1763805601",
        "GS2.1.s1763805590%24o7%24g1",
      })
  void reads_the_session_of_both_versions(String cookie) {
    assertThat(GoogleSessions.of(Map.of("_ga_TEST123", cookie))).contains("TEST123.1763805590");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GS1", "GS1.1", "GS3.1.s1$o2", "GS2.1.o7", "GS1.1.x.7", "GS2.1.s1x"})
  void reads_nothing_else(String cookie) {
    assertThat(GoogleSessions.of(Map.of("_ga_TEST123", cookie))).isEmpty();
  }

  @Test
  void knows_each_stream_by_its_own() {
    assertThat(
            GoogleSessions.of(
                Map.of(
                    "_ga", "GA1.1.1.2",
                    "_ga_ONE", "GS1.1.11.1",
                    "shop_ga_TWO", "GS2.1.s22$o1",
                    "other", "GS1.1.33.1")))
        .contains("ONE.11 TWO.22");
  }
}
