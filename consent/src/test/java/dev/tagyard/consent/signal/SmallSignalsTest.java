package dev.tagyard.consent.signal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tagyard.consent.TestFiles;
import dev.tagyard.consent.signal.ConsentMode.State;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SmallSignalsTest {
  @TestFactory
  Stream<DynamicTest> reads_the_published_additional_consent_strings() {
    return vectors(
        "ac",
        (vector, expect) -> {
          var read = AdditionalConsent.read(vector).orElseThrow();

          assertThat(read.version()).isEqualTo(expect.path("version").asInt());
          assertThat(read.consented())
              .containsExactlyInAnyOrderElementsOf(TestFiles.ints(expect.path("consented")));
          assertThat(read.disclosed().isPresent())
              .isEqualTo(expect.path("hasDisclosure").asBoolean());
          assertThat(read.disclosed().orElse(Set.of()))
              .containsExactlyInAnyOrderElementsOf(TestFiles.ints(expect.path("disclosed")));
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"2~1.2~dv", "2~~dv.1.2", "2~~dv.", "1~", "1~7"})
  void reads_the_borders_of_additional_consent(String text) {
    assertThat(AdditionalConsent.read(text)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "~",
        "89",
        "1",
        "2~89",
        "3~89~dv.",
        "1~89~dv.",
        "2~89~dv.1~x",
        "2~89.~dv.",
        "2~.89~dv.",
        "2~8..9~dv.",
        "2~8 9~dv.",
        "2~-1~dv.",
        "2~89~dx.1",
        "2~89~",
        "2~89~dv1",
        "2~89~dv..",
        "2~99999999~dv.",
        "2~٨٩~dv.",
        "2,89,dv."
      })
  void takes_no_malformed_additional_consent(String text) {
    assertThat(AdditionalConsent.read(text)).isEmpty();
  }

  @Test
  void takes_no_more_than_4096_providers() {
    assertThat(AdditionalConsent.read("1~" + ids(4_096))).isPresent();
    assertThat(AdditionalConsent.read("1~" + ids(4_097))).isEmpty();
    assertThat(AdditionalConsent.read("1~" + "1.".repeat(40_000) + "1")).isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> reads_the_published_us_privacy_strings() {
    return vectors(
        "usp",
        (vector, expect) ->
            assertThat(UsPrivacy.read(vector).orElseThrow().optedOut())
                .isEqualTo(expect.path("saleOptOut").asBoolean()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1YN", "1YNNN", "2YNN", "1XNN", "1Y N", "ıYNN", "1ŸNN", "1yß"})
  void takes_no_malformed_us_privacy(String text) {
    assertThat(UsPrivacy.read(text)).isEmpty();
  }

  @Test
  void hears_a_us_privacy_opt_out_in_lower_case() {
    assertThat(UsPrivacy.read("1yyn").orElseThrow().optedOut()).isTrue();
  }

  @TestFactory
  Stream<DynamicTest> reads_the_published_consent_mode_strings() {
    return Stream.concat(
        vectors("gcs", (vector, expect) -> modes(ConsentMode.gcs(vector).orElseThrow(), expect)),
        vectors("gcd", (vector, expect) -> modes(ConsentMode.gcd(vector).orElseThrow(), expect)));
  }

  @ParameterizedTest
  @CsvSource({
    "l, UNSET",
    "m, DENIED",
    "n, GRANTED",
    "p, DENIED",
    "q, DENIED",
    "r, GRANTED",
    "t, GRANTED",
    "u, DENIED",
    "v, GRANTED"
  })
  void reads_the_nine_letters_of_gcd(String letter, State expected) {
    var mode = ConsentMode.gcd("13" + letter + "3" + letter + "3" + letter + "3" + letter + "5l1");

    assertThat(mode).contains(new ConsentMode(expected, expected, expected, expected));
  }

  @ParameterizedTest
  @CsvSource({
    "13p3p3p3p5l1, DENIED, DENIED, DENIED, DENIED",
    "13r3r3r2r5l1, GRANTED, GRANTED, GRANTED, GRANTED",
    "13l3l3l3l1l1, UNSET, UNSET, UNSET, UNSET",
    // P: ad_user_data follows ad_storage where it was told nothing itself.
    "13n3nPn2n5l1, GRANTED, GRANTED, GRANTED, GRANTED",
    "13n3nPl3l5l1, GRANTED, GRANTED, GRANTED, UNSET",
    "13p3nPl3l5l1, DENIED, GRANTED, DENIED, UNSET",
    // d: Global Privacy Control.
    "13r3r3r3rdl1, GRANTED, GRANTED, DENIED, DENIED",
    // J7: defaults of the container.
    "13l3l3l3l5J7, DENIED, GRANTED, UNSET, GRANTED",
    "13p3p3v3n5J7, DENIED, GRANTED, GRANTED, GRANTED",
    "13p3p3l3l5J3, DENIED, DENIED, UNSET, UNSET",
  })
  void reads_what_the_tag_writes(
      String text, State adStorage, State analytics, State userData, State personalization) {
    assertThat(ConsentMode.gcd(text))
        .contains(new ConsentMode(adStorage, analytics, userData, personalization));
  }

  @Test
  void counts_an_implicit_denial_but_no_implicit_grant() {
    assertThat(ConsentMode.gcd("12l3l1l0l5"))
        .contains(new ConsentMode(State.DENIED, State.UNSET, State.UNSET, State.UNSET));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "G", "G1", "G11", "G1111", "G211", "g111", "G1x1", "G12-", "111"})
  void takes_no_malformed_gcs(String text) {
    assertThat(ConsentMode.gcs(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1", "13r3r3r3r", "03r3r3r3r5", "13r3r3r3r5555", "1 r3r3r3r5", "13r3r3r3r!"})
  void takes_no_malformed_gcd(String text) {
    assertThat(ConsentMode.gcd(text)).isEmpty();
  }

  private static void modes(ConsentMode mode, JsonNode expect) {
    assertThat(mode.adStorage()).isEqualTo(state(expect.path("ad_storage")));
    assertThat(mode.analyticsStorage()).isEqualTo(state(expect.path("analytics_storage")));
    assertThat(mode.adUserData()).isEqualTo(state(expect.path("ad_user_data")));
    assertThat(mode.adPersonalization()).isEqualTo(state(expect.path("ad_personalization")));
  }

  private static State state(JsonNode expected) {
    return switch (expected.path("effective").asText(expected.asText())) {
      case "granted" -> State.GRANTED;
      case "denied" -> State.DENIED;
      default -> State.NOT_CARRIED;
    };
  }

  private static String ids(int count) {
    return String.join(".", IntStream.rangeClosed(1, count).mapToObj(Integer::toString).toList());
  }

  private static Stream<DynamicTest> vectors(String kind, Check check) {
    return TestFiles.vectors(kind).stream()
        .map(vector -> {
          Executable body =
              () -> check.accept(vector.path("input").asText(), vector.path("expect"));
          return DynamicTest.dynamicTest(vector.path("id").asText(), body);
        });
  }

  private interface Check {
    void accept(String input, JsonNode expect);
  }
}
