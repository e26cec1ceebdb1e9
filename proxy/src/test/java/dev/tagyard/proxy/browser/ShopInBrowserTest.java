package dev.tagyard.proxy.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.Eventually;
import dev.tagyard.proxy.standin.Misbehaviour;
import dev.tagyard.proxy.standin.StandIn;
import dev.tagyard.proxy.standin.StandInRequest;
import dev.tagyard.proxy.standin.StandInRequest.EventSeen;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What visitors do, from the banner to the vendors.
@ExtendWith(InBrowser.class)
class ShopInBrowserTest {
  private static final String META_PURCHASE =
      "metaCalls.filter(call => call[1] == 'Purchase').map(call => call[3].eventID)";

  /// Google's script fails before the picture lets the page be loaded.
  private static final String BLOCKED =
      """
      <!doctype html><title>Thanks</title><link rel="icon" href="data:,">
      <script src="cmp.js"></script>
      <!-- ty -->
      <script async src="missing.js" onerror="failed = true"></script>
      <script>
        window.dataLayer = [];
        function gtag() { dataLayer.push(arguments); }
        gtag('js', new Date());
        gtag('config', 'G-TEST123');
        gtag('event', 'purchase', { transaction_id: 'B-1', value: 7, currency: 'EUR' });
      </script>
      <img src="ty.js">
      """;

  @TempDir private Path folder = Path.of("");

  @Test
  void accepted_the_purchase_reaches_each_vendor_once_with_the_id_that_fbq_saw(Chromium chromium)
      throws Exception {
    try (var scene = Scene.open(chromium, folder)) {
      var tab = scene.visit("shop.html");
      tab.click("#accept");
      scene.waitForPageViews(1);
      tab.click("#buy");
      scene.waitForPurchases(1);

      scene.screenshot(tab, "accepted");
      assertThat(tab.list(META_PURCHASE)).hasSize(1);
      scene.assertPurchases(tab.list(META_PURCHASE).getString(0));
      assertThat(Scene.ids(scene.meta(), "PageView"))
          .containsExactly(tab.text("metaCalls.find(call => call[1] == 'PageView')[3].eventID"));
      Eventually.holds("the cookie is set", () -> !visitorCookies(tab).isEmpty());
      assertThat(visitorCookies(tab))
          .singleElement()
          .satisfies(cookie -> {
            assertThat(cookie.getString("domain")).isEqualTo("." + Site.DOMAIN);
            assertThat(cookie.getBoolean("httpOnly")).isTrue();
            assertThat(cookie.getBoolean("secure")).isTrue();
            assertThat(cookie.getString("sameSite")).isEqualTo("Lax");
          });
      assertThat(tab.faults()).isEmpty();
    }
  }

  @Test
  void refused_nothing_arrives_anywhere_and_no_cookie_is_set(Chromium chromium) throws Exception {
    try (var scene = Scene.open(chromium, folder)) {
      var tab = scene.visit("shop.html");
      tab.click("#reject");
      Eventually.holds("the page view was answered", () -> scene.told() == 1);
      tab.click("#buy");
      Eventually.holds("the purchase was answered", () -> scene.told() == 2);

      scene.screenshot(tab, "refused");
      scene.proxy().settled();
      assertThat(List.of(scene.meta(), scene.ga4(), scene.partner()))
          .flatExtracting(StandIn::requests)
          .isEmpty();
      assertThat(tab.cookies()).isEmpty();
      assertThat(tab.list("Object.keys(localStorage).concat(Object.keys(sessionStorage))"))
          .containsExactly("cmp");
      assertThat(tab.faults()).isEmpty();
    }
  }

  @Test
  void a_late_choice_releases_what_was_held(Chromium chromium) throws Exception {
    try (var scene = Scene.open(chromium, folder)) {
      var tab = scene.visit("shop.html");
      tab.click("#buy");
      tab.waitUntil("metaCalls.length == 3");
      var id = tab.list(META_PURCHASE).getString(0);
      scene.screenshot(tab, "choice-awaited");
      assertThat(tab.cookies()).isEmpty();
      assertThat(scene.told()).isZero();

      tab.click("#accept");

      scene.assertPurchases(id);
      scene.screenshot(tab, "choice-made-late");
    }
  }

  @Test
  void the_tab_closed_right_after_buy_the_purchase_arrives(Chromium chromium) throws Exception {
    try (var scene = Scene.open(chromium, folder)) {
      scene.visit("shop.html").click("#accept");
      scene.waitForPageViews(1);
      var tab = scene.tab().another();
      tab.visit(scene.address("shop.html?order=T-2"));
      scene.waitForPageViews(2);
      scene.screenshot(tab, "before-the-tab-is-closed");

      tab.click("#buy");
      tab.close();

      scene.waitForPurchases(1);
      scene.assertPurchases(Scene.ids(scene.meta(), "Purchase").getFirst());
    }
  }

  @Test
  void five_first_events_at_once_make_one_visitor(Chromium chromium) throws Exception {
    try (var scene = Scene.open(chromium, folder)) {
      var tab = scene.visit("native.html");
      tab.click("#burst");
      tab.click("#accept");
      Eventually.holds("five steps", () -> steps(scene) == 5);

      scene.screenshot(tab, "five-at-once");
      scene.proxy().settled();
      Eventually.holds("the cookie is set", () -> !visitorCookies(tab).isEmpty());
      assertThat(
              tab.told("Network.responseReceivedExtraInfo")
                  .filter(params -> params.getJsonObject("headers").encode().contains("_ty="))
                  .count())
          .isEqualTo(1);
      assertThat(visitorCookies(tab)).hasSize(1);
      assertThat(scene.ga4().requests())
          .extracting(request -> new JsonObject(request.body()).getString("client_id"))
          .doesNotContainNull()
          .containsOnly(
              new JsonObject(scene.ga4().requests().getFirst().body()).getString("client_id"));
    }
  }

  @Test
  void a_thank_you_page_loaded_again_counts_once(Chromium chromium) throws Exception {
    try (var scene = Scene.open(chromium, folder)) {
      var tab = scene.visit("thankyou.html?order=T-7");
      tab.click("#accept");
      scene.waitForPurchases(1);
      var id = Scene.ids(scene.meta(), "Purchase").getFirst();

      tab.reload();

      scene.waitForPageViews(2);
      scene.screenshot(tab, "thank-you-page-again");
      scene.assertPurchases(id);
      assertThat(tab.list(META_PURCHASE)).as("the pixel's own copy").containsExactly(id);

      tab.visit(scene.address("thankyou.html?order=T-8"));

      scene.waitForPurchases(2);
      scene.assertPurchases(id, Scene.ids(scene.meta(), "Purchase").getLast());
    }
  }

  @Test
  void offline_then_online_the_purchase_arrives_once(Chromium chromium) throws Exception {
    try (var scene = Scene.open(chromium, folder)) {
      var tab = scene.visit("shop.html");
      tab.click("#accept");
      scene.waitForPageViews(1);
      tab.offline(true);
      tab.click("#buy");
      Eventually.holds(
          "the browser could not send it", () -> tab.told("Network.loadingFailed").count() > 0);
      scene.screenshot(tab, "offline");

      tab.offline(false);

      scene.assertPurchases(tab.list(META_PURCHASE).getString(0));
      scene.screenshot(tab, "online-again");
    }
  }

  @Test
  void a_strict_content_security_policy_changes_nothing(Chromium chromium) throws Exception {
    try (var scene = Scene.open(chromium, folder)) {
      var tab = scene.visit("strict-csp.html");
      tab.click("#accept");
      tab.click("#buy");

      scene.waitForPurchases(1);
      scene.assertPurchases(tab.list(META_PURCHASE).getString(0));
      scene.screenshot(tab, "strict-csp");
      assertThat(tab.faults()).isEmpty();
    }
  }

  @Test
  void what_google_s_own_tag_sent_is_not_sent_again_where_the_page_reports_it(Chromium chromium)
      throws Exception {
    try (var scene =
        Scene.open(
            chromium, folder, yaml -> yaml.replace("browser_tag: none", "browser_tag: reported"))) {
      var tab = scene.visit("shop.html");
      tab.click("#accept");
      tab.click("#buy");
      Eventually.holds("a purchase at Meta", () -> Scene.ids(scene.meta(), "Purchase").size() == 1);

      var sums = scene.proxy().settled();

      assertThat(scene.ga4().requests()).isEmpty();
      assertThat(sums)
          .hasEntrySatisfying("ga4", sum -> assertThat(sum.of("duplicate")).isEqualTo(2));
      scene.screenshot(tab, "google-s-own-tag");
    }
  }

  @Test
  void what_a_blocker_keeps_from_google_s_own_tag_is_sent_in_its_place(Chromium chromium)
      throws Exception {
    try (var scene =
        Scene.open(
            chromium, folder, yaml -> yaml.replace("browser_tag: none", "browser_tag: reported"))) {
      scene.site().add("blocked.html", BLOCKED);
      scene.site().add("plain.html", "<!doctype html><title>Plain</title>");
      scene.visit("plain.html").evaluate("localStorage.cmp = 'accept'");
      var tab = scene.tab();
      tab.startVisit(scene.address("blocked.html"));
      tab.waitUntil("window.failed && ty.version");
      assertThat(tab.text("document.readyState")).isEqualTo("interactive");

      // What the picture waits for: the page is loaded.
      scene.site().releaseScript();

      Eventually.holds(
          "the purchase at Google", () -> Scene.ids(scene.ga4(), "purchase").size() == 1);
      scene.waitForPageViews(1);
      scene.proxy().settled();
      assertThat(Scene.ids(scene.ga4(), "purchase")).hasSize(1);
      assertThat(scene.told()).isEqualTo(1);
    }
  }

  @Test
  void consent_taken_back_in_the_banner_stops_what_waits_and_takes_the_cookie_back(
      Chromium chromium) throws Exception {
    try (var scene = Scene.open(chromium, folder)) {
      var tab = scene.visit("shop.html");
      tab.click("#accept");
      scene.waitForPageViews(1);
      scene.proxy().settled();
      var vendors = List.of(scene.meta(), scene.ga4(), scene.partner());
      vendors.forEach(vendor -> vendor.script(100_000, Misbehaviour.status(503)));
      tab.click("#buy");
      Eventually.holds("the purchase was answered", () -> scene.told() == 2);
      assertThat(visitorCookies(tab)).hasSize(1);

      tab.click("#reject");

      Eventually.holds("the refusal was answered", () -> scene.told() == 3);
      Eventually.holds("the cookie is gone", () -> visitorCookies(tab).isEmpty());
      assertThat(tab.list("Object.keys(localStorage).concat(Object.keys(sessionStorage))"))
          .containsExactly("cmp");
      scene.proxy().vendors().clear();
      assertThat(scene.proxy().settled().values())
          .allSatisfy(sum -> assertThat(sum.of("withheld")).isEqualTo(1));
      assertThat(vendors)
          .flatExtracting(StandIn::requests)
          .filteredOn(StandInRequest::taken)
          .flatExtracting(StandInRequest::events)
          .extracting(EventSeen::name)
          .doesNotContain("Purchase", "purchase", "conversion");
      assertThat(tab.faults()).isEmpty();
    }
  }

  @Test
  void an_event_of_the_data_layer_arrives_as_the_page_names_it(Chromium chromium) throws Exception {
    try (var scene = Scene.open(chromium, folder)) {
      var tab = scene.visit("shop.html");
      tab.click("#accept");
      scene.waitForPageViews(1);

      tab.evaluate(
          "dataLayer.push({event: 'gtm.click'}, {event: 'custom_x', foo: 1},"
              + " {event: 'cookie_consent_update'})");

      Eventually.holds("it arrives", () -> Scene.ids(scene.ga4(), "custom_x").size() == 1);
      scene.proxy().settled();
      assertThat(scene.ga4().requests())
          .flatExtracting(StandInRequest::events)
          .extracting(EventSeen::name)
          .containsExactlyInAnyOrder("page_view", "custom_x");
    }
  }

  @Test
  void hits_of_google_s_tag_make_the_visitor_s_cookie_with_consent_alone(Chromium chromium)
      throws Exception {
    try (var scene = Scene.open(chromium, folder)) {
      scene.site().add("plain.html", "<!doctype html><title>Plain</title>");
      var tab = scene.visit("plain.html");

      tab.evaluate(hit(scene, "gcs=G100&gcd=13p3p3p3p5l1", "scroll"));
      assertThat(tab.cookies()).isEmpty();
      tab.evaluate(hit(scene, "gcs=G111&gcd=13r3r3r3r5l1", "page_view"));
      assertThat(visitorCookies(tab)).hasSize(1);

      scene.waitForPageViews(1);
      scene.proxy().settled();
      assertThat(scene.ga4().requests())
          .extracting(StandInRequest::path)
          .containsExactly("/g/collect");
      assertThat(scene.meta().requests())
          .flatExtracting(StandInRequest::events)
          .extracting(EventSeen::name)
          .containsExactly("PageView");
      assertThat(scene.partner().requests()).isEmpty();
    }
  }

  /// As gtag does with `server_container_url`.
  private static String hit(Scene scene, String consent, String name) {
    return ("fetch('%s/g/collect?v=2&tid=G-TEST123&_p=1&cid=1122334455.1763773200&sid=1763805590"
            + "&_s=1&dl=' + encodeURIComponent(location) + '&dt=Plain&%s&en=%s',"
            + " {method: 'POST', credentials: 'include'}).then(answer => answer.status)")
        .formatted(scene.proxyOrigin(), consent, name);
  }

  private static long steps(Scene scene) {
    return scene.ga4().requests().stream()
        .map(StandInRequest::events)
        .flatMap(List::stream)
        .filter(event -> event.name().startsWith("step_"))
        .count();
  }

  private static List<JsonObject> visitorCookies(Tab tab) {
    return tab.cookies().stream().filter(c -> "_ty".equals(c.getString("name"))).toList();
  }
}
