package dev.tagyard.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The choice as the cookies of consent banners bring it, with a request that says nothing else.
@Execution(ExecutionMode.CONCURRENT)
class ConsentCookiesTest {
  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "CookieConsent=%7Bstamp:%27x%27%2Cnecessary:true%2Cpreferences:false%2Cstatistics:true"
            + "%2Cmarketing:true%2Cver:1%2Cutc:1740000000000%2Cregion:%27fr%27%7D | 2",
        "CookieConsent=%7Bstamp:%27x%27%2Cnecessary:true%2Cpreferences:false%2Cstatistics:true"
            + "%2Cmarketing:false%2Cver:1%7D | 1",
        "CookieConsent=-1 | 0",
        "OptanonConsent=isGpcEnabled=0&groups=C0001:1%2CC0002:1%2CC0004:1 | 2",
        "OptanonConsent=isGpcEnabled=0&groups=C0001:1%2CC0002:1%2CC0004:0 | 1",
        "cookieyes-consent=consentid:x%2Cconsent:yes%2Caction:yes%2Cnecessary:yes%2Cfunctional:no"
            + "%2Canalytics:yes%2Cperformance:no%2Cadvertisement:yes | 2",
        "cookieyes-consent=consentid:x%2Cconsent:yes%2Caction:yes%2Cnecessary:yes%2Cfunctional:no"
            + "%2Canalytics:yes%2Cperformance:no%2Cadvertisement:no | 1",
        "cmplz_marketing=allow; cmplz_statistics=allow; cmplz_preferences=deny | 2",
        "cmplz_marketing=deny; cmplz_statistics=allow; cmplz_preferences=deny | 1",
        "cmplz_marketing=denied; cmplz_statistics=granted | 0",
        "session=1 | 0",
      })
  void each_banner_s_cookie_is_read(String cookie, int vendors) throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      assertThat(served(proxy, cookie)).isEqualTo(vendors);
    }
  }

  @Test
  void the_groups_of_onetrust_are_the_site_s_to_name() throws Exception {
    var groups = "consent:\n  onetrust_groups: { stats: statistics, ads: marketing }\n";
    try (var proxy = RunningProxy.start(folder, yaml -> yaml.replace("consent:\n", groups))) {
      assertThat(served(proxy, "OptanonConsent=groups=stats:1%2Cads:0")).isEqualTo(1);
    }
  }

  @Test
  void the_cookies_of_the_tc_string_are_the_site_s_to_name() throws Exception {
    var tcString = TcStrings.ofYesterday(TcStrings.ACCEPTED);
    var names = "consent:\n  tcf_cookies: [euconsent-v2, our-choice]\n";
    try (var proxy = RunningProxy.start(folder, yaml -> yaml.replace("consent:\n", names))) {
      assertThat(served(proxy, "our-choice=" + tcString + "; addtl_consent=2~89~dv.")).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @CsvSource({"usprivacy=1YNN, false", "usprivacy=1YYN, true"})
  void the_cookie_of_the_us_string_is_read(String cookie, boolean optedOut) throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      assertThat(served(proxy, cookie, "US")).isEqualTo(2);

      assertThat(proxy.vendors().meta().requests())
          .singleElement()
          .extracting(request -> request.body().contains("\"LDU\""))
          .isEqualTo(optedOut);
    }
  }

  /// How many of Meta and Google may have the event.
  private static int served(RunningProxy proxy, String cookie) throws Exception {
    return served(proxy, cookie, "XX");
  }

  private static int served(RunningProxy proxy, String cookie, String country) throws Exception {
    var answer =
        proxy.send(
            proxy
                .to("/e")
                .header("Cookie", cookie)
                .header("CF-IPCountry", country)
                .header("User-Agent", "Mozilla/5.0 (X11) Gecko/1")
                .POST(
                    BodyPublishers.ofString(
                        "{\"event_name\": \"view_item\","
                            + " \"page\": {\"url\": \"https://www.example.com/boots\"}}")));
    assertThat(answer.statusCode()).isEqualTo(202);
    return proxy.settled().entrySet().stream()
        .filter(each -> !each.getKey().equals("partner"))
        .map(Map.Entry::getValue)
        .mapToInt(sum -> sum.of("delivered") == 1 ? 1 : 0)
        .sum();
  }
}
