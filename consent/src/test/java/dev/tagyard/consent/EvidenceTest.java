package dev.tagyard.consent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.consent.tcf.TcWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EvidenceTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final String STRING =
      new TcWriter()
          .purposes(1, 7)
          .vendorConsents(755)
          .restriction(7, 1, 700, 800)
          .disclosed(755, 907)
          .write();

  private final ConsentDecider decider =
      new ConsentDecider(Policies.all(), ConsentSettings.DEFAULT);

  @Test
  void holds_what_was_read_of_a_tc_string() {
    var evidence = decide(ConsentSignals.builder().gdpr(true).tcf(STRING));

    assertThat(evidence)
        .containsEntry("law", "GDPR")
        .containsEntry("law_reason", "gdpr_flag")
        .containsEntry("day", "2026-11-22")
        .containsEntry("gdpr", "1")
        .containsEntry("tcf_place", "tcf")
        .containsEntry("tcf_in_force", "yes")
        .containsEntry("tcf_cmp", "300/4")
        .containsEntry("tcf_updated", "2026-10-01T00:00:00Z")
        .containsEntry("tcf_policy", "5")
        .containsEntry("tcf_list", "178")
        .containsEntry("tcf_consents", "1 7")
        .containsEntry("tcf_vendor_755", "consent=1 li=0 disclosed=1 restricted=7:1")
        .containsEntry("vendor_list", "none")
        .doesNotContainKeys("tcf_legitimate_interests", "problems", "gpp_digest", "google");
    assertThat(evidence.get("tcf_digest")).matches("[0-9a-f]{64}");
  }

  @Test
  void names_the_line_of_the_policy_that_gave_the_outcome() {
    var evidence =
        decide(
            ConsentSignals.builder()
                .tcf(new TcWriter().purposes(1).disclosed(755).write())
                .categories(Map.of("statistics", true)));

    assertThat(evidence)
        .containsEntry("line_purposes", "tcf.purposes: 7")
        .containsEntry("line_unlisted", "additional_consent: 89");
  }

  @Test
  void holds_the_fields_of_the_other_signals() {
    var evidence =
        decide(
            ConsentSignals.builder()
                .gpp("DBABBg~BUYAAACA.YA")
                .gppSid("8")
                .usPrivacy("1YYN")
                .gcs("G101")
                .categories(Map.of("marketing", true, "ann@example.com", true))
                .gpc(true));

    assertThat(evidence)
        .containsEntry("gpp_sections", "8")
        .containsEntry("gpp_in_force", "8")
        .containsEntry("gpp_sid", "8")
        .containsEntry("gpp_usca", "sale=1 sharing=2 child=0 gpc=1")
        .containsEntry("us_privacy_opt_out", "Y")
        .containsEntry("google", "ad_storage=0 analytics_storage=1")
        .containsEntry("categories", "marketing=1")
        .containsEntry("gpc", "1");
  }

  @Test
  void never_holds_a_string_or_a_word_of_the_senders_own() {
    var strings =
        List.of(STRING, "2~89.90~dv.91", "DBABLA~BVQqAAAAAgA.QA", "13r3r3r3r5", "ann@example.com");
    var evidence =
        decide(
            ConsentSignals.builder()
                .tcf(STRING)
                .additionalConsent("2~89.90~dv.91")
                .gpp("DBABLA~BVQqAAAAAgA.QA")
                .gcd("13r3r3r3r5")
                .usPrivacy("ann@example.com")
                .gcs("ann@example.com")
                .gppSid("ann@example.com")
                .categories(Map.of("ann@example.com", true)));

    for (var string : strings) {
      assertThat(evidence.toString()).doesNotContain(string);
    }
    assertThat(evidence.get("problems"))
        .isEqualTo("gpp_sid_unreadable us_privacy_malformed gcs_malformed");
  }

  @Test
  void names_what_was_broken() {
    var evidence = decide(ConsentSignals.builder().tcf("C+").additionalConsent("x").gpp("y"));

    assertThat(evidence.get("problems"))
        .isEqualTo("tcf_bad_character additional_consent_malformed gpp_malformed");
  }

  private Map<String, String> decide(ConsentSignals.Builder signals) {
    return decider.decide(signals.build(), Region.ofCountry("US"), NOW).evidence();
  }
}
