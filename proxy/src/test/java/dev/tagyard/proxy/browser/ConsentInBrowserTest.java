package dev.tagyard.proxy.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.Combination;
import dev.tagyard.proxy.Eventually;
import dev.tagyard.proxy.standin.StandIn;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Twelve combinations of signals, each as a banner on the page tells them to `ty.js`: what each
/// vendor gets of one purchase, what the store holds of it, and whether the visitor has a cookie.
/// `ConsentCombinationsTest` sends the same without a browser.
@ExtendWith(InBrowser.class)
class ConsentInBrowserTest {
  private static final Path GOLDEN = Path.of("src/test/resources/consent/combinations-browser.md");

  @TempDir private Path folder = Path.of("");

  @Test
  void each_vendor_gets_what_the_policy_says_and_the_store_no_more(Chromium chromium)
      throws Exception {
    var rows = new ArrayList<List<String>>();
    try (var scene = Scene.open(chromium, folder)) {
      for (var each : Combination.ALL) {
        var tab = visitor(chromium.newVisitor(), each);
        buy(scene, tab, each);
        scene.proxy().settled();

        var row = new ArrayList<String>();
        row.add(each.name());
        for (var vendor : List.of(scene.meta(), scene.ga4(), scene.partner())) {
          row.add(each.arrived(vendor.requests()));
        }
        row.add(cookie(tab));
        rows.add(row);
        scene.screenshot(tab, "combination-" + each.number());
        assertThat(tab.faults()).isEmpty();
        scene.proxy().vendors().clear();
        tab.close();
      }
      assertThat(Combination.readable(scene.proxy().dataDir())).as("readable on disk").isEmpty();
      var kept = Combination.kept(scene.proxy());
      for (var i = 0; i < rows.size(); i++) {
        rows.get(i).add(4, kept.get(i));
      }
    }

    Combination.compare(
        "| signals | meta gets | ga4 gets | partner gets | kept | cookie |", rows, GOLDEN);
  }

  /// Has been here before, by another campaign, and comes from where the combination says.
  private static Tab visitor(Tab tab, Combination each) {
    var headers = new JsonObject().put("X-Forwarded-For", each.value("address"));
    if (!each.country().isEmpty()) {
      headers.put("CF-IPCountry", each.country());
    }
    tab.call("Network.setExtraHTTPHeaders", new JsonObject().put("headers", headers));
    tab.call(
        "Network.setUserAgentOverride",
        new JsonObject().put("userAgent", "Mozilla/5.0 (" + each.value("agent") + ")"));
    setCookie(tab, "_ga", "GA1.1." + each.value("client id"));
    setCookie(tab, "ty_click", each.value("click id"));
    return tab;
  }

  private static void setCookie(Tab tab, String name, String value) {
    tab.call(
        "Network.setCookie",
        new JsonObject()
            .put("name", name)
            .put("value", value)
            .put("domain", "." + Site.DOMAIN)
            .put("path", "/"));
  }

  /// Where there is a banner nothing may leave before the choice.
  private static void buy(Scene scene, Tab tab, Combination each) {
    scene.site().add("combination.html", page(each));
    tab.visit(
        scene.address(
            "combination.html?q=" + each.value("page") + "&fbclid=" + each.value("click id")));
    tab.waitUntil("ty.version");
    if (!each.consent().isEmpty() && !each.consent().contains("gpc")) {
      assertThat(told(tab)).isZero();
      assertThat(List.of(scene.meta(), scene.ga4(), scene.partner()))
          .flatExtracting(StandIn::requests)
          .isEmpty();
    }
    tab.click("#choose");
    Eventually.holds("the purchase was answered: " + each.name(), () -> told(tab) == 1);
  }

  private static String page(Combination each) {
    return """
    <!doctype html><title>Thanks</title><link rel="icon" href="data:,">
    <script>
      window.dataLayer = [];
      function gtag() { dataLayer.push(arguments); }
      var said = {%s};
    </script>
    <script src="anybanner.js"></script>
    <script>var ty = function () { ty.q.push([Date.now(), arguments]); }; ty.q = [];</script>
    <script async src="https://t.example.com/ty.js" data-auto="false" data-timeout="500"></script>
    <h1>%s</h1><button id="choose">That is my choice</button>
    <script>
      ty('event', 'purchase', { transaction_id: '%s', value: 5, currency: 'EUR' }, {
        event_id: '%s',
        user: { user_id: '%s', email: '%s', postal_code: '%s' },
      });
    </script>
    """
        .formatted(
            each.consent(),
            each.name(),
            each.value("order"),
            each.value("order"),
            each.value("user id"),
            each.value("e-mail"),
            each.value("postal code"));
  }

  private static long told(Tab tab) {
    return tab.told("Network.responseReceived")
        .map(params -> params.getJsonObject("response"))
        .filter(response ->
            response.getString("url").endsWith("/e") && response.getInteger("status") == 202)
        .count();
  }

  private static String cookie(Tab tab) {
    return tab.cookies().stream().anyMatch(c -> "_ty".equals(c.getString("name"))) ? "set" : "none";
  }
}
