package dev.tagyard.consent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.consent.tcf.TcWriter;
import dev.tagyard.consent.tcf.VendorList;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConsentDeciderTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final Region FRANCE = Region.ofCountry("FR");
  private static final Region BRAZIL = Region.ofCountry("BR");
  private static final Region UNITED_STATES = Region.ofCountry("US");
  private static final Set<FieldGroup> ALL_GROUPS = EnumSet.allOf(FieldGroup.class);

  private final ConsentDecider decider =
      new ConsentDecider(Policies.all(), ConsentSettings.DEFAULT);

  private static TcWriter accepting() {
    return new TcWriter()
        .purposes(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
        .interests(2, 7, 8, 9, 10, 11)
        .vendorConsents(755, 907)
        .vendorInterests(755, 907)
        .disclosed(755, 907);
  }

  private static final String ACCEPTED = accepting().write();
  private static final String REFUSED = new TcWriter().disclosed(755, 907).write();

  private ConsentDecision decide(ConsentSignals.Builder signals, Region region) {
    return decider.decide(signals.build(), region, NOW);
  }

  private static ConsentSignals.Builder signals() {
    return ConsentSignals.builder();
  }

  // The TC string.

  @Test
  void asks_a_listed_vendor_by_its_own_bits() {
    assertThat(verdict(signals().tcf(ACCEPTED), FRANCE, "listed")).isEqualTo("ALLOW consent_tcf");
    assertThat(verdict(signals().tcf(REFUSED), FRANCE, "listed"))
        .isEqualTo("DENY purpose_consent_off");
    assertThat(verdict(signals().tcf(accepting().vendorConsents(907).write()), FRANCE, "listed"))
        .isEqualTo("DENY vendor_consent_off");
    assertThat(verdict(signals().tcf(accepting().disclosed(907).write()), FRANCE, "listed"))
        .isEqualTo("DENY not_disclosed");
    assertThat(
            verdict(
                signals().tcf(accepting().restriction(7, 0, 1, 65_535).write()), FRANCE, "listed"))
        .isEqualTo("DENY restricted_not_allowed");
  }

  @Test
  void asks_a_receiver_without_vendor_by_the_purposes_alone() {
    var string = accepting().vendorConsents().vendorInterests().interests().write();

    assertThat(verdict(signals().tcf(string), FRANCE, "purposes")).isEqualTo("ALLOW consent_tcf");
    assertThat(verdict(signals().tcf(accepting().purposes(1, 2).write()), FRANCE, "purposes"))
        .isEqualTo("DENY purpose_consent_off");
  }

  @ParameterizedTest
  @CsvSource({
    "2~89~dv., ALLOW consent_tcf",
    "1~89, ALLOW consent_tcf",
    "2~90~dv.89, DENY additional_consent_refused",
    "2~90~dv., DENY additional_consent_missing",
    "89, DENY additional_consent_malformed"
  })
  void asks_an_unlisted_vendor_by_additional_consent(String string, String expected) {
    assertThat(verdict(signals().tcf(ACCEPTED).additionalConsent(string), FRANCE, "unlisted"))
        .isEqualTo(expected);
  }

  @Test
  void lets_no_tc_string_speak_alone_for_an_unlisted_vendor() {
    assertThat(verdict(signals().tcf(ACCEPTED), FRANCE, "unlisted"))
        .isEqualTo("DENY additional_consent_missing");
    assertThat(
            verdict(
                signals().tcf(ACCEPTED).categories(Map.of("marketing", true)), FRANCE, "unlisted"))
        .isEqualTo("DENY additional_consent_missing");
    assertThat(
            verdict(signals().tcf(ACCEPTED).categories(Map.of("social", true)), FRANCE, "unlisted"))
        .isEqualTo("ALLOW consent_tcf");
    assertThat(verdict(signals().tcf(REFUSED).additionalConsent("2~89~dv."), FRANCE, "unlisted"))
        .isEqualTo("DENY purpose_consent_off");
  }

  @Test
  void counts_consent_of_additional_consent_for_nothing_without_a_tc_string() {
    assertThat(verdict(signals().additionalConsent("2~89~dv."), FRANCE, "unlisted"))
        .isEqualTo("DENY no_consent_signal");
  }

  @ParameterizedTest
  @CsvSource({
    "C, tcf_truncated",
    "${GDPR_CONSENT_755}, tcf_bad_character",
    "COoC-kUOoC-kUAHABAENAwCoAIAAAELAAAwIF5wAoAAgAGAvMACX_ABBAAQAFA, policy_lt_4"
  })
  void takes_an_unusable_string_for_a_refusal_under_every_law(String string, String reason) {
    var granted = signals().tcf(string).categories(Map.of("marketing", true, "statistics", true));

    for (var region : Set.of(FRANCE, BRAZIL, UNITED_STATES)) {
      var decision = decide(granted, region);

      assertThat(decision.storage()).isEqualTo(new StorageDecision(false, reason));
      assertThat(decision.of("listed")).isEqualTo(DestinationDecision.deny(reason));
      assertThat(decision.evidence().get("problems")).contains(reason);
    }
  }

  @Test
  void takes_an_empty_value_for_none() {
    var signals = signals().gdpr(true).tcf("").gpp("").categories(Map.of("marketing", true));

    assertThat(verdict(signals, FRANCE, "unlisted")).isEqualTo("ALLOW consent_categories");
  }

  @Test
  void judges_a_string_by_its_age_on_the_day() {
    var string = accepting().made(LocalDate.of(2026, 10, 22)).write();
    var signals = signals().gdpr(true).tcf(string).build();

    assertThat(decider.decide(signals, FRANCE, Instant.parse("2027-11-22T23:59:59Z")).of("listed"))
        .matches(decision -> decision.verdict() == Verdict.ALLOW);
    assertThat(decider.decide(signals, FRANCE, Instant.parse("2027-11-23T00:00:00Z")).of("listed"))
        .isEqualTo(DestinationDecision.deny("tcf_too_old"));
  }

  @Test
  void takes_the_tc_string_of_a_gpp_string_that_is_in_force() {
    var gpp = "DBABM~" + ACCEPTED;

    assertThat(verdict(signals().gpp(gpp), FRANCE, "listed")).isEqualTo("ALLOW consent_tcf");
    assertThat(verdict(signals().gpp(gpp).gppSid("2"), BRAZIL, "listed"))
        .isEqualTo("ALLOW consent_tcf");
    assertThat(verdict(signals().gpp(gpp).gppSid("7"), FRANCE, "listed"))
        .isEqualTo("DENY no_consent_signal");
    assertThat(verdict(signals().gpp(gpp).tcf(REFUSED), FRANCE, "listed"))
        .isEqualTo("DENY purpose_consent_off");
  }

  @Test
  void asks_the_vendor_list_before_the_declarations_of_the_policy() {
    var listed =
        new ConsentDecider(
            Policies.all(),
            ConsentSettings.DEFAULT.withVendorList(Optional.of(TestFiles.vendorList())));
    var bare = VendorList.builder(7).build();
    var unlisted =
        new ConsentDecider(
            Policies.all(), ConsentSettings.DEFAULT.withVendorList(Optional.of(bare)));
    var signals = signals().tcf(ACCEPTED).build();

    var decision = listed.decide(signals, FRANCE, NOW);

    assertThat(decision.of("listed").verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(decision.evidence()).containsEntry("vendor_list", "9001");
    assertThat(unlisted.decide(signals, FRANCE, NOW).of("listed"))
        .isEqualTo(DestinationDecision.deny("vendor_not_in_gvl"));
  }

  @Test
  void asks_for_consent_where_a_listed_vendor_declares_nothing() {
    var policy =
        new ConsentPolicy(
            new ConsentPolicy.Tcf(
                OptionalInt.of(907), false, Set.of(1, 7), Map.of(), Set.of(), false),
            OptionalInt.empty(),
            Set.of(),
            Set.of(),
            Optional.empty(),
            Verdict.DENY,
            Verdict.DENY,
            false);
    var one = new ConsentDecider(Map.of("network", policy), ConsentSettings.DEFAULT);

    assertThat(decision(one, signals().tcf(ACCEPTED)).verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(decision(one, signals().tcf(accepting().purposes(1).write())).reason())
        .isEqualTo("purpose_consent_off");
  }

  private static DestinationDecision decision(
      ConsentDecider decider, ConsentSignals.Builder signals) {
    return decider.decide(signals.build(), FRANCE, NOW).of("network");
  }

  // Categories and Google's types.

  @Test
  void lets_either_categories_or_google_agree_but_both_where_both_speak() {
    var granted = Map.of(GoogleType.AD_STORAGE, true, GoogleType.AD_USER_DATA, true);
    var denied = Map.of(GoogleType.AD_STORAGE, true, GoogleType.AD_USER_DATA, false);

    assertThat(verdict(signals().categories(Map.of("marketing", true)), FRANCE, "unlisted"))
        .isEqualTo("ALLOW consent_categories");
    assertThat(verdict(signals().google(granted), FRANCE, "unlisted"))
        .isEqualTo("ALLOW consent_google");
    assertThat(
            verdict(
                signals().google(denied).categories(Map.of("marketing", true)), FRANCE, "unlisted"))
        .isEqualTo("DENY google_denied");
    assertThat(
            verdict(
                signals().google(granted).categories(Map.of("marketing", false)),
                FRANCE,
                "unlisted"))
        .isEqualTo("DENY category_refused");
  }

  @Test
  void lets_categories_take_away_from_a_tc_string() {
    assertThat(
            verdict(
                signals().tcf(ACCEPTED).categories(Map.of("statistics", false)), FRANCE, "listed"))
        .isEqualTo("DENY category_refused");
    assertThat(verdict(signals().tcf(ACCEPTED).gcs("G100"), FRANCE, "listed"))
        .isEqualTo("DENY google_denied");
  }

  @Test
  void reads_what_googles_tag_was_told_the_strictest_winning() {
    assertThat(verdict(signals().gcs("G111"), FRANCE, "listed")).isEqualTo("ALLOW consent_google");
    assertThat(verdict(signals().gcs("G111").gcd("13r3p3r3r5"), FRANCE, "listed"))
        .isEqualTo("DENY google_denied");
    assertThat(verdict(signals().gcd("13l3l3l3l5"), FRANCE, "listed"))
        .isEqualTo("DENY google_denied");
    assertThat(verdict(signals().gcd("13l3l3l3l5"), BRAZIL, "listed"))
        .isEqualTo("ALLOW no_refusal");
    assertThat(verdict(signals().gcs("x"), BRAZIL, "listed")).isEqualTo("DENY google_denied");
  }

  @Test
  void wants_somebody_to_have_agreed_under_gdpr() {
    for (var name : Policies.all().keySet()) {
      assertThat(verdict(signals().gdpr(true), BRAZIL, name)).isEqualTo("DENY no_consent_signal");
      assertThat(verdict(signals().categories(Map.of("other", true)), FRANCE, name))
          .isEqualTo("DENY no_consent_signal");
    }
  }

  // The restricted form.

  @Test
  void restricts_under_gdpr_only_where_storage_and_measurement_stand() {
    var restricting = Map.of("d", Policies.restricting(Policies.LISTED, false));
    var other = new ConsentDecider(restricting, ConsentSettings.DEFAULT);
    var stored = signals().google(Map.of(GoogleType.AD_STORAGE, true));

    var decision =
        other.decide(
            stored.categories(Map.of("statistics", false, "marketing", true)).build(), FRANCE, NOW);

    assertThat(decision.of("d").verdict()).isEqualTo(Verdict.RESTRICT);
    assertThat(decision.of("d").reason()).isEqualTo("category_refused");
    assertThat(decision.of("d").groups()).isEmpty();
    assertThat(decision.of("d").flags())
        .isEqualTo(new VendorFlags(true, Optional.of(false), Optional.of(false)));
  }

  @Test
  void denies_instead_of_restricting_without_storage_unless_the_operator_says_so() {
    var interestsOnly =
        new TcWriter().interests(7).vendorInterests(755).disclosed(755, 907).write();
    var policies =
        Map.of(
            "asks", Policies.restricting(Policies.LISTED, false),
            "insists", Policies.restricting(Policies.LISTED, true));
    var other = new ConsentDecider(policies, ConsentSettings.DEFAULT);

    var interests = other.decide(signals().tcf(interestsOnly).build(), FRANCE, NOW);
    var nothing = other.decide(signals().tcf(REFUSED).build(), FRANCE, NOW);

    assertThat(interests.of("asks"))
        .isEqualTo(DestinationDecision.deny("restricted_needs_storage"));
    assertThat(interests.of("insists").verdict()).isEqualTo(Verdict.RESTRICT);
    assertThat(interests.of("insists").groups()).isEmpty();
    assertThat(nothing.of("insists")).isEqualTo(DestinationDecision.deny("purpose_consent_off"));
  }

  // Which law.

  @ParameterizedTest
  @CsvSource({
    "true,  BR, , GDPR, gdpr_flag",
    "true,  , , GDPR, gdpr_flag",
    "false, BR, , NONE, gdpr_flag",
    "false, US, , US, gdpr_flag",
    "false, FR, , GDPR, region",
    "false, GB, , GDPR, region",
    "false, CH, , GDPR, region",
    "false, , , NONE, gdpr_flag",
    "false, , 8, US, gdpr_flag",
    ", FR, , GDPR, region",
    ", fr, , GDPR, region",
    ", FR, 7, GDPR, region",
    ", US, , US, region",
    ", BR, , NONE, region",
    ", BR, 7, US, gpp_sid",
    ", BR, 2, GDPR, gpp_sid",
    ", , 2, GDPR, gpp_sid",
    ", , -1, NONE, gpp_sid",
    ", , 0, GDPR, unknown_region",
    ", , x, GDPR, unknown_region",
    ", XX, , GDPR, unknown_region",
    ", T1, , GDPR, unknown_region",
    ", , , GDPR, unknown_region"
  })
  void knows_which_law_applies(Boolean gdpr, String country, String sid, Law law, String reason) {
    var signals = signals();
    Optional.ofNullable(gdpr).ifPresent(signals::gdpr);
    Optional.ofNullable(sid).ifPresent(signals::gppSid);

    var decision =
        decide(signals, Optional.ofNullable(country).map(Region::ofCountry).orElse(Region.UNKNOWN));

    assertThat(decision.law()).isEqualTo(law);
    assertThat(decision.lawReason()).isEqualTo(reason);
  }

  @Test
  void takes_a_usable_tc_string_for_gdpr_wherever_the_visitor_is() {
    assertThat(decide(signals().tcf(ACCEPTED), BRAZIL).lawReason()).isEqualTo("tc_string");
    assertThat(decide(signals().tcf("x"), BRAZIL).lawReason()).isEqualTo("region");
  }

  @Test
  void sets_a_tc_string_aside_where_the_page_says_gdpr_does_not_apply_and_the_address_agrees() {
    assertThat(verdict(signals().gdpr(false).tcf(REFUSED), BRAZIL, "listed"))
        .isEqualTo("ALLOW no_refusal");
    assertThat(verdict(signals().gdpr(false).tcf(REFUSED), FRANCE, "listed"))
        .isEqualTo("DENY purpose_consent_off");
  }

  @ParameterizedTest
  @CsvSource({"GDPR, DENY no_consent_signal", "US, ALLOW not_opted_out", "NONE, ALLOW no_refusal"})
  void presumes_what_the_operator_sets_where_nothing_tells(Law law, String expected) {
    var other = new ConsentDecider(Policies.all(), ConsentSettings.DEFAULT.withUnknownRegion(law));

    assertThat(words(other.decide(ConsentSignals.NONE, Region.UNKNOWN, NOW).of("listed")))
        .isEqualTo(expected);
  }

  @Test
  void counts_each_refusal_where_no_law_is_presumed() {
    var other =
        new ConsentDecider(Policies.all(), ConsentSettings.DEFAULT.withUnknownRegion(Law.NONE));

    assertThat(reason(other, signals().categories(Map.of("marketing", false))))
        .isEqualTo("category_refused");
    assertThat(reason(other, signals().gcs("G100"))).isEqualTo("google_denied");
    assertThat(reason(other, signals().gpc(true))).isEqualTo("opt_out_gpc");
    assertThat(reason(other, signals().usPrivacy("1YYN"))).isEqualTo("opt_out_us_privacy");
    assertThat(reason(other, signals().tcf("C"))).isEqualTo("tcf_truncated");
  }

  private static String reason(ConsentDecider decider, ConsentSignals.Builder signals) {
    return decider.decide(signals.build(), Region.UNKNOWN, NOW).of("unlisted").reason();
  }

  // Opt-outs.

  @Test
  void limits_by_flag_and_keeps_all_groups_at_an_opt_out_in_the_united_states() {
    var decision = decide(signals().gpc(true), UNITED_STATES);

    assertThat(decision.of("unlisted"))
        .isEqualTo(
            new DestinationDecision(
                Verdict.RESTRICT,
                "opt_out_gpc",
                ALL_GROUPS,
                new VendorFlags(true, Optional.of(false), Optional.of(false))));
    assertThat(decision.of("purposes")).isEqualTo(DestinationDecision.deny("opt_out_gpc"));
    assertThat(decision.of("listed").verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(decision.of("listed").flags().adUserData()).contains(false);
    assertThat(decision.storage().allowed()).isTrue();
  }

  @Test
  void hears_gpc_elsewhere_only_where_the_operator_says_so() {
    var everywhere =
        new ConsentDecider(Policies.all(), ConsentSettings.DEFAULT.withGpcEverywhere(true));
    var signals = signals().gpc(true);

    assertThat(verdict(signals, BRAZIL, "purposes")).isEqualTo("ALLOW no_refusal");
    assertThat(words(everywhere.decide(signals.build(), BRAZIL, NOW).of("purposes")))
        .isEqualTo("DENY opt_out_gpc");
  }

  /// A TC string, or a page that says that GDPR applies, does not undo an American's opt-out.
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-, US, -, true, DENY opt_out_gpc",
        "true, US, -, true, DENY opt_out_gpc",
        "-, -, 8, true, DENY opt_out_gpc",
        "-, BR, -, true, ALLOW consent_tcf",
        "true, -, -, true, ALLOW consent_tcf",
        "-, US, -, false, DENY opt_out_gpp",
        "true, US, -, false, DENY opt_out_gpp",
        "true, FR, -, false, ALLOW consent_tcf"
      })
  void hears_an_opt_out_in_the_united_states_where_gdpr_applies_too(
      @Nullable Boolean gdpr,
      @Nullable String country,
      @Nullable String sid,
      boolean gpc,
      String expected) {
    var signals = signals().tcf(ACCEPTED).gpc(gpc);
    if (!gpc) {
      signals.gpp("DBABBg~BUYAAACA.YA");
    }
    if (gdpr != null) {
      signals.gdpr(gdpr);
    }
    if (sid != null) {
      signals.gppSid(sid);
    }

    var region = country == null ? Region.UNKNOWN : Region.ofCountry(country);

    assertThat(verdict(signals, region, "purposes")).isEqualTo(expected);
  }

  /// Where the server cannot tell where the visitor is, a TC string does not either.
  @Test
  void hears_gpc_beside_a_tc_string_where_nothing_tells_and_the_operator_presumes_the_us() {
    var presuming =
        new ConsentDecider(Policies.all(), ConsentSettings.DEFAULT.withUnknownRegion(Law.US));
    var signals = signals().tcf(ACCEPTED).gpc(true).build();

    assertThat(presuming.decide(signals, Region.UNKNOWN, NOW).of("purposes").reason())
        .isEqualTo("opt_out_gpc");
  }

  @Test
  void lets_gpc_beat_a_section_that_says_did_not_opt_out() {
    var signals = signals().gpp("DBABLA~BVQqAAAAAgA.QA").gppSid("7");

    assertThat(verdict(signals, UNITED_STATES, "purposes")).isEqualTo("ALLOW not_opted_out");
    assertThat(verdict(signals.gpc(true), UNITED_STATES, "purposes")).isEqualTo("DENY opt_out_gpc");
  }

  @ParameterizedTest
  @CsvSource({
    "DBABBg~BUYAAACA.YA, 8, CA, DENY opt_out_gpp",
    "DBABBg~BUYAAACA.YA, , CA, DENY opt_out_gpp",
    "DBABBg~BUYAAACA.YA, , VA, DENY opt_out_gpp",
    "DBABBg~BUYAAACA.YA, 7, CA, ALLOW not_opted_out",
    "DBABBg~BUYAAACA.YA, -1, CA, ALLOW not_opted_out",
    "DBACLY~BVQqAAAAAgA.QA~BUYAAACA.YA, , VA, ALLOW not_opted_out",
    "DBACNYA~x~1YYN, , CA, DENY opt_out_gpp",
    "DBACNYA~x~1YNN, , CA, ALLOW not_opted_out",
    "DBABBg~CUYAAACA, 8, CA, DENY opt_out_gpp_unreadable",
    "DBABBg, 8, CA, DENY opt_out_gpp_unreadable",
    "1YNN, , CA, DENY opt_out_gpp_unreadable"
  })
  void hears_the_gpp_sections_in_force(String gpp, String sid, String state, String expected) {
    var signals = signals().gpp(gpp);
    Optional.ofNullable(sid).ifPresent(signals::gppSid);
    var region = new Region(Optional.of("US"), Optional.of(state));

    // Section 2 of the fourth case is no TC string, so its refusal comes first.
    if (!gpp.contains("~x~")) {
      assertThat(verdict(signals, region, "purposes")).isEqualTo(expected);
    } else {
      assertThat(verdict(signals.gdpr(false), region, "purposes")).isEqualTo(expected);
    }
  }

  @Test
  void takes_a_section_that_it_cannot_read_for_an_opt_out_when_in_force() {
    var unknown = "DBABEY~BAAAAAAA";

    assertThat(verdict(signals().gpp(unknown).gppSid("24"), UNITED_STATES, "purposes"))
        .isEqualTo("DENY opt_out_gpp_unreadable");
    assertThat(verdict(signals().gpp(unknown), UNITED_STATES, "purposes"))
        .isEqualTo("DENY opt_out_gpp_unreadable");
    assertThat(verdict(signals().gpp(unknown).gppSid("7"), UNITED_STATES, "purposes"))
        .isEqualTo("ALLOW not_opted_out");
  }

  @Test
  void passes_limited_data_use_on_and_takes_it_for_an_opt_out_in_the_united_states() {
    var signals = signals().limitedDataUse(true).categories(Map.of("marketing", true));

    assertThat(verdict(signals, UNITED_STATES, "purposes"))
        .isEqualTo("DENY opt_out_limited_data_use");
    assertThat(verdict(signals, FRANCE, "purposes")).isEqualTo("ALLOW consent_categories");
    assertThat(decide(signals, FRANCE).of("purposes").flags().limitedDataUse()).isTrue();
  }

  @Test
  void gives_no_more_than_anonymous_fields_at_an_opt_out_under_gdpr() {
    var signals = signals().categories(Map.of("marketing", true)).usPrivacy("1YYN");

    assertThat(decide(signals, FRANCE).of("unlisted").groups()).isEmpty();
    assertThat(decide(signals, BRAZIL).of("unlisted").groups()).isEqualTo(ALL_GROUPS);
  }

  // Flags.

  @Test
  void never_grants_a_flag_by_default() {
    assertThat(decide(signals(), BRAZIL).of("unlisted").flags()).isEqualTo(VendorFlags.NONE);
    assertThat(decide(signals().gcs("G111"), FRANCE).of("listed").flags())
        .isEqualTo(VendorFlags.NONE);
  }

  @Test
  void tells_the_vendor_the_strictest_of_what_was_said() {
    var noProfiles = accepting().purposes(1, 2, 7, 8, 9, 10, 11).write();

    assertThat(decide(signals().tcf(ACCEPTED), FRANCE).of("listed").flags())
        .isEqualTo(new VendorFlags(false, Optional.of(true), Optional.of(true)));
    assertThat(decide(signals().tcf(noProfiles), FRANCE).of("listed").flags())
        .isEqualTo(new VendorFlags(false, Optional.of(true), Optional.of(false)));
    assertThat(decide(signals().tcf(ACCEPTED).gcd("13r3r3q3r5"), FRANCE).of("listed").flags())
        .isEqualTo(new VendorFlags(false, Optional.of(false), Optional.of(true)));
    assertThat(
            decide(signals().categories(Map.of("statistics", true, "marketing", false)), FRANCE)
                .of("listed")
                .flags())
        .isEqualTo(new VendorFlags(false, Optional.of(false), Optional.of(false)));
  }

  // Storage.

  @ParameterizedTest
  @CsvSource({
    "FR, , false no_consent_signal",
    "FR, 'marketing:true', true consent_categories",
    "FR, 'statistics:true marketing:false', true consent_categories",
    "FR, 'preferences:true', false no_consent_signal",
    "FR, 'statistics:false', false category_refused",
    "BR, , true no_refusal",
    "BR, 'statistics:false marketing:false', false category_refused",
    "BR, 'statistics:true marketing:false', true consent_categories",
    "US, 'preferences:false', true no_refusal"
  })
  void decides_on_storage_by_categories(String country, String categories, String expected) {
    var said =
        Arrays.stream(Optional.ofNullable(categories).orElse("").split(" ", -1))
            .filter(word -> !word.isEmpty())
            .map(word -> word.split(":", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> Boolean.valueOf(pair[1])));

    var storage = decide(signals().categories(said), Region.ofCountry(country)).storage();

    assertThat(storage.allowed() + " " + storage.reason()).isEqualTo(expected);
  }

  @Test
  void decides_on_storage_by_purpose_one_and_googles_storage_types() {
    assertThat(decide(signals().tcf(ACCEPTED), FRANCE).storage().reason()).isEqualTo("consent_tcf");
    assertThat(decide(signals().tcf(accepting().purposes(7).write()), FRANCE).storage())
        .isEqualTo(new StorageDecision(false, "purpose_consent_off"));
    assertThat(decide(signals().gcs("G101"), FRANCE).storage().reason())
        .isEqualTo("consent_google");
    assertThat(decide(signals().gcs("G100"), UNITED_STATES).storage())
        .isEqualTo(new StorageDecision(false, "google_denied"));
    assertThat(
            decide(signals().google(Map.of(GoogleType.AD_STORAGE, false)), BRAZIL)
                .storage()
                .allowed())
        .isTrue();
  }

  /// Of whom it asks neither a category that was told nor one of Google's types.
  @Test
  void takes_a_refusal_of_storage_for_its_own_outside_gdpr_too() {
    var policies =
        Map.of(
            "denying", Policies.optedOut(Policies.PURPOSES, Verdict.ALLOW),
            "restricting", Policies.restricting(Policies.PURPOSES, false));
    var other = new ConsentDecider(policies, ConsentSettings.DEFAULT);

    for (var region : List.of(BRAZIL, UNITED_STATES)) {
      var decision = other.decide(signals().gcs("G100").build(), region, NOW);

      assertThat(decision.of("denying")).isEqualTo(DestinationDecision.deny("google_denied"));
      assertThat(decision.of("restricting").verdict()).isEqualTo(Verdict.RESTRICT);
      assertThat(decision.of("restricting").reason()).isEqualTo("google_denied");
      assertThat(decision.of("restricting").groups()).isEmpty();
    }
  }

  // The address.

  /// Whatever else is allowed, and by any law: a string in force that does not opt in refuses.
  @ParameterizedTest
  @CsvSource({
    "FR, , false",
    "FR, 1, true",
    "FR, 2, false",
    "BR, , false",
    "BR, 1, true",
  })
  void cuts_the_address_of_who_did_not_opt_in_to_precise_location(
      String country, @Nullable Integer feature, boolean whole) {
    var writer = accepting();
    var string = (feature == null ? writer : writer.specialFeatures(feature)).write();

    var decision = decide(signals().tcf(string), Region.ofCountry(country)).of("listed");

    assertThat(decision.verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(decision.groups())
        .isEqualTo(whole ? ALL_GROUPS : EnumSet.complementOf(EnumSet.of(FieldGroup.ADDRESS)));
  }

  @Test
  void leaves_the_address_whole_where_no_string_counts() {
    var denied = accepting().write();

    assertThat(decide(signals().categories(Map.of("marketing", true)), FRANCE).of("unlisted"))
        .satisfies(decision -> assertThat(decision.groups()).isEqualTo(ALL_GROUPS));
    // The page says that GDPR does not apply, and the address agrees.
    assertThat(decide(signals().gdpr(false).tcf(denied), BRAZIL).of("listed").groups())
        .isEqualTo(ALL_GROUPS);
  }

  // As a library.

  @Test
  void gives_the_very_same_decision_for_equal_signals_on_one_day() {
    var one = signals().tcf(new String(ACCEPTED.toCharArray())).build();
    var other = signals().tcf(new String(ACCEPTED.toCharArray())).build();

    assertThat(decider.decide(one, FRANCE, NOW))
        .isSameAs(decider.decide(other, Region.ofCountry("FR"), NOW.plusSeconds(3_600)));
  }

  @Test
  void says_nothing_of_a_destination_that_it_does_not_know() {
    assertThat(decide(signals().tcf(ACCEPTED), FRANCE).of("nobody"))
        .isEqualTo(DestinationDecision.deny("not_decided"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"unlisted", "listed", "purposes"})
  void decides_the_same_for_a_destination_whoever_stands_beside_it(String name) {
    var policy = Optional.ofNullable(Policies.all().get(name)).orElseThrow();
    var alone = new ConsentDecider(Map.of(name, policy), ConsentSettings.DEFAULT);
    var signals = signals().tcf(ACCEPTED).additionalConsent("2~89~dv.").build();

    assertThat(alone.decide(signals, FRANCE, NOW).of(name))
        .isEqualTo(decider.decide(signals, FRANCE, NOW).of(name));
  }

  private String verdict(ConsentSignals.Builder signals, Region region, String destination) {
    return words(decide(signals, region).of(destination));
  }

  private static String words(DestinationDecision decision) {
    return decision.verdict() + " " + decision.reason();
  }
}
