package dev.tagyard.proxy.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.consent.ConsentSignals;
import dev.tagyard.consent.Law;
import dev.tagyard.proxy.plan.Configuration;
import dev.tagyard.proxy.source.Cookies;
import dev.tagyard.proxy.source.Headers;
import dev.tagyard.proxy.source.Inbound;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Of one kind of signal the first place found wins: the event, the query, a cookie.
class SignalPlacesTest {
  private static final String QUERY =
      "gdpr=1&gdpr_consent=query&addtl_consent=query&gpp=query&gpp_sid=query&us_privacy=query";
  private static final String COOKIES = "our-choice=cookie; addtl_consent=cookie; usprivacy=cookie";

  @ParameterizedTest(name = "{0}")
  @MethodSource("texts")
  void an_event_goes_before_the_query_and_the_query_before_a_cookie(
      String kind, Function<ConsentSignals, Optional<String>> read, boolean hasCookie) {
    assertThat(read.apply(complete(said(), QUERY, COOKIES))).as(kind).contains("event");
    assertThat(read.apply(complete(ConsentSignals.NONE, QUERY, COOKIES))).contains("query");
    assertThat(read.apply(complete(ConsentSignals.NONE, "gpp=", COOKIES)))
        .isEqualTo(hasCookie ? Optional.of("cookie") : Optional.empty());
    assertThat(read.apply(complete(said(), "", ""))).contains("event");
  }

  static Stream<Arguments> texts() {
    return Stream.of(
        text("tcf", ConsentSignals::tcf, true),
        text("additional consent", ConsentSignals::additionalConsent, true),
        text("gpp", ConsentSignals::gpp, false),
        text("gpp_sid", ConsentSignals::gppSid, false),
        text("us privacy", ConsentSignals::usPrivacy, true));
  }

  private static Arguments text(
      String kind, Function<ConsentSignals, Optional<String>> read, boolean hasCookie) {
    return Arguments.of(kind, read, hasCookie);
  }

  @ParameterizedTest
  @CsvSource({"gdpr=1, true", "gdpr=0, false"})
  void the_flag_of_the_query_is_read_where_the_event_has_none(String query, boolean expected) {
    var contrary = ConsentSignals.builder().gdpr(!expected).build();

    assertThat(complete(ConsentSignals.NONE, query, "").gdpr()).contains(expected);
    assertThat(complete(contrary, query, "").gdpr()).contains(!expected);
  }

  @Test
  void a_flag_that_is_none_says_nothing() {
    assertThat(complete(ConsentSignals.NONE, "gdpr=yes&gdpr=", "").gdpr()).isEmpty();
  }

  private static ConsentSignals said() {
    return ConsentSignals.builder()
        .tcf("event")
        .additionalConsent("event")
        .gpp("event")
        .gppSid("event")
        .usPrivacy("event")
        .build();
  }

  private static ConsentSignals complete(ConsentSignals said, String query, String cookies) {
    var inbound =
        new Inbound(
            "POST",
            "/e",
            query,
            Headers.of(Map.of()),
            Cookies.parse(cookies),
            new byte[0],
            "203.0.113.9",
            false,
            false,
            Instant.EPOCH);
    return SignalPlaces.complete(said, inbound, CONSENT);
  }

  private static final Configuration.Consent CONSENT =
      new Configuration.Consent(
          Law.GDPR,
          Duration.ofDays(395),
          Optional.empty(),
          Optional.empty(),
          List.of("euconsent-v2", "our-choice"),
          Map.of(),
          Optional.empty(),
          Duration.ofDays(30));
}
