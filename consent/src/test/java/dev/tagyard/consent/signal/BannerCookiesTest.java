package dev.tagyard.consent.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BannerCookiesTest {
  private static final Map<String, Boolean> REFUSED =
      Map.of("preferences", false, "statistics", false, "marketing", false);

  @Test
  void reads_cookiebot() {
    var value =
        "{stamp:%27abc+/def==%27%2Cnecessary:true%2Cpreferences:false%2Cstatistics:true"
            + "%2Cmarketing:false%2Cver:1%2Cutc:1740000000000%2Cregion:%27fr%27}";

    assertThat(categories("CookieConsent", value))
        .isEqualTo(Map.of("preferences", false, "statistics", true, "marketing", false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1"})
  void takes_no_choice_at_cookiebot_for_no_signal(String value) {
    assertThat(categories("CookieConsent", value)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{marketing:true}",
        "{preferences:true,statistics:true,marketing:true",
        "{preferences:true,statistics:true,marketing:yes}",
        "{preferences:true,statistics:true,marketing:true,marketing:true}",
        "{preferences:true,statistics:true,marketing:true};x",
        "%7Bpreferences:true%2Cstatistics:true%2Cmarketing:true%7",
        "{\"preferences\":true,\"statistics\":true,\"marketing\":true}"
      })
  void takes_a_broken_cookiebot_cookie_for_a_refusal(String value) {
    assertThat(categories("CookieConsent", value)).isEqualTo(REFUSED);
  }

  @Test
  void reads_one_trust() {
    var value =
        "isGpcEnabled=0&datestamp=Sun+Nov+22+2026&groups=C0001%3A1%2CC0002%3A0%2CC0003%3A1%2CC0004%3A1";

    assertThat(categories("OptanonConsent", value))
        .isEqualTo(Map.of("statistics", false, "preferences", true, "marketing", true));
  }

  @Test
  void reads_one_trust_with_the_groups_of_the_site() {
    var cookies = new BannerCookies(Map.of("ads", "marketing", "social", "marketing"));

    assertThat(cookies.categories(Map.of("OptanonConsent", "groups=ads:1,social:0,C0004:1")))
        .isEqualTo(Map.of("marketing", false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "consentId=1",
        "groups=",
        "groups=C0004",
        "groups=C0004:1,",
        "groups=C0004:true",
        "groups=C0004:1&groups=C0002:1",
        "groups=C0004%3A1%2"
      })
  void takes_a_broken_one_trust_cookie_for_a_refusal(String value) {
    assertThat(categories("OptanonConsent", value)).isEqualTo(REFUSED);
  }

  @Test
  void reads_cookie_yes() {
    var value =
        "consentid:Zm9v,consent:yes,action:yes,necessary:yes,functional:no,analytics:yes,"
            + "performance:no,advertisement:no";

    assertThat(categories("cookieyes-consent", value))
        .isEqualTo(Map.of("preferences", false, "statistics", true, "marketing", false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "consent:yes,action:,functional:yes,analytics:yes,advertisement:yes",
        "consent:no,action:yes,functional:yes,analytics:yes,advertisement:yes",
        "consent:yes,action:yes,analytics:yes,advertisement:yes",
        "consent:yes,action:yes,functional:yes,analytics:yes,advertisement:yes,",
        "yes"
      })
  void grants_nothing_by_a_cookie_yes_cookie_without_a_whole_choice(String value) {
    assertThat(categories("cookieyes-consent", value)).isEqualTo(REFUSED);
  }

  @Test
  void reads_complianz() {
    var cookies =
        Map.of("cmplz_marketing", "allow", "cmplz_statistics", "deny", "cmplz_preferences", "1");

    assertThat(BannerCookies.DEFAULT.categories(cookies))
        .isEqualTo(Map.of("marketing", true, "statistics", false, "preferences", false));
  }

  @Test
  void says_nothing_without_a_banner() {
    assertThat(BannerCookies.DEFAULT.categories(Map.of("session", "1"))).isEmpty();
  }

  @Test
  void takes_an_endless_cookie_for_a_refusal() {
    assertThat(categories("CookieConsent", "{" + "a".repeat(10_000) + "}")).isEqualTo(REFUSED);
    assertThat(categories("OptanonConsent", "groups=" + "C0004:1,".repeat(2_000)))
        .isEqualTo(REFUSED);
  }

  private static Map<String, Boolean> categories(String cookie, String value) {
    return BannerCookies.DEFAULT.categories(Map.of(cookie, value));
  }
}
