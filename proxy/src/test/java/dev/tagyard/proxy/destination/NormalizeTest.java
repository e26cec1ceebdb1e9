package dev.tagyard.proxy.destination;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Isolated
class NormalizeTest {
  @ParameterizedTest
  @CsvSource({
    "' Ada.Lovelace@Example.COM ', ada.lovelace@example.com",
    "ada+shop@gmail.com, ada+shop@gmail.com",
    "A.D.A@GMAIL.com, a.d.a@gmail.com",
    "'\u00a0ada@example.org\u200b', ada@example.org",
    "INFO@İstanbul.example, info@i̇stanbul.example",
    "straße@example.de, straße@example.de",
    "no address, ",
    "a@b, ",
    "a@@b.c, ",
    "a b@c.d, ",
    "@c.de, ",
    "a@c.de., ",
  })
  void an_email_is_trimmed_and_in_lower_case(String raw, @Nullable String wanted) {
    is(Normalize.email(raw), wanted);
  }

  @ParameterizedTest
  @CsvSource({
    "A.D.A+Shop@Gmail.com, ada+shop@gmail.com",
    "a.d.a@googlemail.com, ada@googlemail.com",
    "a.d.a@example.com, a.d.a@example.com",
    "...@gmail.com, ",
  })
  void dots_before_the_at_go_for_google_and_only_at_gmail(String raw, @Nullable String wanted) {
    is(Normalize.emailForGoogle(raw), wanted);
  }

  @ParameterizedTest
  @CsvSource({
    "A.D.A+Shop@Gmail.com, ada@gmail.com, ada+shop@gmail.com, ada@gmail.com, ada@gmail.com",
    "a.d.a+x@googlemail.com, ada@googlemail.com, ada+x@googlemail.com, ada@googlemail.com, ada@googlemail.com",
    "Ann-Lee!.x+News@Shop.Example, ann-lee!.x+news@shop.example, ann-lee!.x+news@shop.example, ann-lee!x@shop.example, annleex@shop.example",
    "a.b@example.com, a.b@example.com, a.b@example.com, ab@example.com, ab@example.com",
    "zoë.m@köln.example, zoë.m@köln.example, zoë.m@köln.example, zoëm@köln.example, zoëm@köln.example",
    "+x@example.com, +x@example.com, +x@example.com, , ",
    "no address, , , , ",
  })
  void dots_and_pluses_go_where_that_vendor_wants_it(
      String raw,
      @Nullable String googleAds,
      @Nullable String analytics,
      @Nullable String microsoft,
      @Nullable String reddit) {
    is(Normalize.emailForGoogleAds(raw), googleAds);
    is(Normalize.emailForGoogle(raw), analytics);
    is(Normalize.emailUndotted(raw), microsoft);
    is(Normalize.emailAlphanumeric(raw), reddit);
  }

  /// Pinterest's and Snapchat's form; then Reddit's.
  @ParameterizedTest
  @CsvSource({
    "0049 30 1234567, 49301234567, +49301234567",
    "+49 (0)30 1234567, 49301234567, +49301234567",
    "+43 (0)1 5550123, 4315550123, +4315550123",
    "+41 (0)44 555 01 23, 41445550123, +41445550123",
    "+44 (0)20 7946 0958, 442079460958, +442079460958",
    "+33 (0)1 99 00 12 34, 33199001234, +33199001234",
    "+39 06 1234 5678, 390612345678, +390612345678",
    "+34 910 123 456, 34910123456, +34910123456",
    "+90 (212) 555 01 23, 902125550123, +902125550123",
    "+1 (555) 010-9999, 15550109999, +15550109999",
    "+55 11 95550-0123, 5511955500123, +5511955500123",
    "+81 3 5550 0123, 81355500123, +81355500123",
    "+91 98765 43210, 919876543210, +919876543210",
    "030 1234567, , ",
  })
  void a_phone_number_without_its_plus_is_the_same_number(
      String raw, @Nullable String digits, @Nullable String reddit) {
    is(Normalize.phoneInternational(raw), digits);
    is(Normalize.phoneWithoutExtension(raw), reddit);
  }

  @ParameterizedTest
  @ValueSource(strings = {"+1 555 010 9999 ext. 12", "+1 555 010 9999 x12", "+1 555 010 9999 #12"})
  void an_extension_is_no_part_of_the_number_for_reddit(String raw) {
    is(Normalize.phoneWithoutExtension(raw), "+15550109999");
  }

  @ParameterizedTest
  @CsvSource({
    "' José-María ', josé-maría, josé-maría",
    "Dr. Ada Lovelace, dr. ada lovelace, ada lovelace",
    "King Jr., king jr., king",
    "Dr., dr., dr.",
    "Müller-Weiß, müller-weiß, müller-weiß",
    "İpek, i̇pek, i̇pek",
    "IŞIK, işik, işik",
    "'  ', , ",
  })
  void a_name_is_in_lower_case_and_for_google_ads_without_its_titles(
      String raw, @Nullable String plain, @Nullable String untitled) {
    is(Normalize.name(raw), plain);
    is(Normalize.nameUntitled(raw), untitled);
  }

  @ParameterizedTest
  @CsvSource({"California, us, ca", "NY, us, ny", "Thüringen, de, ", "DE-BE, de, be"})
  void a_state_of_two_letters_or_none(String raw, String country, @Nullable String wanted) {
    is(Normalize.stateCode(raw, country), wanted);
  }

  @ParameterizedTest
  @CsvSource({"SW1A 1AA, 11", "94035-1234, 940351234", "ABC, "})
  void a_postcode_of_digits_alone(String raw, @Nullable String wanted) {
    is(Normalize.zipDigits(raw), wanted);
  }

  /// One number a country, as people write it; Meta's form, then E.164.
  @ParameterizedTest
  @CsvSource({
    "+49 30 123456-7, 49301234567, +49301234567",
    "0049 (0)30 1234567, 490301234567, +49301234567",
    "+44 (0)20 7946 0958, 4402079460958, +442079460958",
    "+1 (555) 010-9999, 15550109999, +15550109999",
    "1-555-010-9999, 15550109999, +15550109999",
    "+33 1 99 00 12 34, 33199001234, +33199001234",
    "+39 06 1234 5678, 390612345678, +390612345678",
    "+34 910 123 456, 34910123456, +34910123456",
    "+90 (212) 555 01 23, 902125550123, +902125550123",
    "+48 22 555 01 23, 48225550123, +48225550123",
    "+31-20-555-0123, 31205550123, +31205550123",
    "+43/1/5550123, 4315550123, +4315550123",
    "+81 3 5550 0123, 81355500123, +81355500123",
    "+55 11 95550-0123, 5511955500123, +5511955500123",
    "tel:+61.2.5550.0123, 61255500123, +61255500123",
    "+٤٩٣٠١٢٣٤٥٦٧, 49301234567, +49301234567",
  })
  void a_phone_number_is_digits_for_meta_and_e_164_for_google(
      String raw, String digits, String e164) {
    is(Normalize.phoneDigits(raw), digits);
    is(Normalize.phoneE164(raw), e164);
  }

  @Test
  void no_country_code_is_made_up() {
    is(Normalize.phoneE164("030 1234567"), null);
    is(Normalize.phoneDigits("030 1234567"), "301234567");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "none", "12", "+0 12345678", "+49 30 1234567, +49 30 7654321 or 0815"})
  void what_is_no_number_is_left_out(String raw) {
    is(Normalize.phoneE164(raw), null);
  }

  @ParameterizedTest
  @CsvSource({
    "José-María, josémaría, josémaría",
    "O’Neil Jr., oneiljr, oneil jr",
    "Müller-Weiß, müllerweiß, müllerweiß",
    "İpek, i̇pek, i̇pek",
    "IŞIK, işik, işik",
    "山田, 山田, 山田",
    "Anna Maria 2, annamaria2, anna maria",
    "'  ', , ",
    "---, , ",
  })
  void names_keep_accents_and_scripts(
      String raw, @Nullable String joined, @Nullable String spaced) {
    is(Normalize.nameJoined(raw), joined);
    is(Normalize.nameSpaced(raw), spaced);
  }

  @Test
  void an_accent_typed_apart_is_the_same_name() {
    assertThat(Normalize.nameJoined("Zoe\u0308")).isEqualTo(Normalize.nameJoined("Zo\u00eb"));
  }

  @Test
  void the_language_of_the_server_does_not_matter() {
    var before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.of("tr", "TR"));
      is(Normalize.email("INFO@EXAMPLE.COM"), "info@example.com");
      is(Normalize.country("IT"), "it");
      is(Normalize.nameJoined("INGRID"), "ingrid");
    } finally {
      Locale.setDefault(before);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Bad Köstritz, badköstritz, bad köstritz",
    "Paris 7e, parise, paris e",
    "St. John's, stjohns, st johns",
  })
  void a_city_is_joined_for_meta_and_spaced_for_google(
      String raw, @Nullable String joined, @Nullable String spaced) {
    is(Normalize.cityJoined(raw), joined);
    is(Normalize.nameSpaced(raw), spaced);
  }

  @ParameterizedTest
  @CsvSource({
    "New York, us, ny",
    "us-ca, us, ca",
    "NY, us, ny",
    "Québec, ca, qc",
    "California, mx, california",
    "Nordrhein-Westfalen, de, nordrheinwestfalen",
    "DE-BE, de, be",
    "California, '', california",
  })
  void a_state_is_two_letters_in_north_america_only(
      String raw, String country, @Nullable String wanted) {
    is(Normalize.state(raw, country), wanted);
  }

  @ParameterizedTest
  @CsvSource({
    "94035-1234, us, 94035",
    "940351234, us, 94035",
    "H3Z 2Y7, ca, h3z2y7",
    "H3Z-2Y7, ca, h3z2y7",
    "SW1A 1AA, gb, sw1a1aa",
    "1, de, ",
  })
  void a_postcode_has_neither_spaces_nor_dashes(
      String raw, String country, @Nullable String wanted) {
    is(Normalize.zip(raw, country), wanted);
  }

  @ParameterizedTest
  @CsvSource({"DE, de", "' us ', us", "Germany, ", "zz, ", "DEU, "})
  void a_country_is_an_iso_code_or_nothing(String raw, @Nullable String wanted) {
    is(Normalize.country(raw), wanted);
  }

  @ParameterizedTest
  @CsvSource({"Female, f", "M, m", "male, m", "divers, ", "x, "})
  void a_gender_is_m_or_f_or_nothing(String raw, @Nullable String wanted) {
    is(Normalize.gender(raw), wanted);
  }

  @ParameterizedTest
  @CsvSource({
    "1990-02-28, 19900228",
    "19900228, 19900228",
    "1990/02/28, 19900228",
    "1990-02-28T00:00:00Z, 19900228",
    "1990-02-30, ",
    "28.02.1990, ",
    "1990-0228, ",
  })
  void a_birth_date_begins_with_the_year(String raw, @Nullable String wanted) {
    is(Normalize.birthDate(raw), wanted);
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.9, 203.0.113.9",
    "' 2001:db8::7', 2001:db8::7",
    "::ffff:203.0.113.9, ::ffff:203.0.113.9",
    "::, ::",
    "a@b, ",
    "12:30, ",
    "1.2.3, ",
    "'203.0.113.9, 10.0.0.1', ",
  })
  void an_address_is_one_address_or_nothing(String raw, @Nullable String wanted) {
    is(Normalize.ip(raw), wanted);
  }

  @Test
  void any_text_gives_a_value_or_nothing() {
    Function<String, Optional<String>> all =
        raw -> {
          Normalize.email(raw);
          Normalize.phoneE164(raw);
          Normalize.birthDate(raw);
          Normalize.state(raw, "us");
          return Normalize.street(raw);
        };
    for (var raw : new String[] {"", "\ud83d", "\u0000", "+", "(0)", "@", "-", "\u200b", "𝄞"}) {
      assertThat(all.apply(raw)).isNotNull();
    }
  }

  private static void is(Optional<String> normalised, @Nullable String wanted) {
    assertThat(normalised).isEqualTo(Optional.ofNullable(wanted));
  }
}
