package dev.tagyard.proxy.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.RunningProxy;
import dev.tagyard.proxy.standin.StandIn;
import dev.tagyard.proxy.standin.StandInRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The operators' page, beside visitors of the shop.
@ExtendWith(InBrowser.class)
class DashboardInBrowserTest {
  private static final String CARDS =
      "[...document.querySelectorAll('.event > summary b')].map(each => each.textContent)";

  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void rules() throws Exception {
    Files.createDirectories(folder.resolve("rules"));
    write("- {name: page_title, set: {page.title: The shop}}\n");
    Files.writeString(
        folder.resolve("rules/20-margin.js"),
        """
        export const events = ['purchase'];
        export const destinations = ['meta'];
        export default (event, context) => {
          context.log('margin of', event.params.value);
          event.params.value = Math.round(event.params.value * 40) / 100;
        };
        """);
    Files.writeString(
        folder.resolve("rules/30-brand.js"),
        """
        export const events = ['purchase'];
        export default (event) => {
          event.params.brand = event.params.items.find((item) => item.brand).brand;
        };
        """);
  }

  private void write(String yaml) throws Exception {
    Files.writeString(folder.resolve("rules/10-titles.yaml"), yaml);
  }

  private static Tab logIn(Chromium chromium, RunningProxy proxy) {
    var tab = chromium.newVisitor();
    tab.visit("http://127.0.0.1:" + proxy.adminPort() + "/");
    enter(tab, "not-the-token");
    tab.waitUntil("document.querySelector('#refused').textContent.includes('not the one')");
    enter(tab, "an-admin-token");
    tab.waitUntil("document.querySelector('#rules table')");
    return tab;
  }

  private static void enter(Tab tab, String token) {
    tab.evaluate("document.querySelector('#token').value = '" + token + "'");
    tab.click("#login .primary");
  }

  private static String startPreview(Tab tab) {
    tab.click("#start");
    tab.waitUntil("document.querySelector('#how').dataset.key");
    return tab.text("document.querySelector('#how').dataset.key");
  }

  @Test
  void who_carries_the_key_is_followed_from_page_to_page_and_nobody_else(Chromium chromium)
      throws Exception {
    try (var scene = Scene.open(chromium, folder)) {
      var dashboard = logIn(chromium, scene.proxy());
      var key = startPreview(dashboard);

      var other = chromium.newVisitor();
      other.visit(scene.address("shop.html"));
      other.click("#accept");
      scene.waitForPageViews(1);
      var tab = scene.visit("shop.html?ty_preview=" + key);
      tab.click("#accept");
      shows(dashboard, "page_view");
      tab.visit(scene.address("shop.html"));
      scene.waitForPageViews(3);
      tab.click("#buy");
      scene.waitForPurchases(1);
      shows(dashboard, "purchase", "page_view", "page_view");

      dashboard.waitUntil(
          "document.querySelector('.event .ends').innerText.match(/delivered/g)?.length == 3");
      assertThat(dashboard.text("document.querySelector('.event').innerText"))
          .contains("page_title", "margin of", "TypeError", "30-brand.js", "POST http");
      dashboard.waitUntil("document.querySelector('#rules').innerText.includes('TypeError')");
      dashboard.screenshot("dashboard");
      assertThat(vendors(scene)).noneMatch(request -> request.contains(key));
      assertThat(vendors(scene)).noneMatch(request -> request.contains("ty_preview"));
      assertThat(dashboard.faults()).isEmpty();
      other.close();
      dashboard.close();
    }
  }

  private static void shows(Tab dashboard, String... names) {
    var wanted = "'" + String.join(",", names) + "'";
    dashboard.waitUntil(CARDS + ".join() == " + wanted);
  }

  private static List<String> vendors(Scene scene) {
    return List.of(scene.meta(), scene.ga4(), scene.partner()).stream()
        .map(StandIn::requests)
        .flatMap(List::stream)
        .map(StandInRequest::toString)
        .toList();
  }

  @Test
  void on_a_telephone_rules_are_rolled_back_and_a_refusal_is_told(Chromium chromium)
      throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      write("- {name: newer_title, set: {page.title: Newer}}\n");
      var dashboard = logIn(chromium, proxy);
      dashboard.size(390, 844);
      dashboard.prefers("dark");
      dashboard.waitUntil("document.querySelector('#rules').innerText.includes('newer_title')");
      var key = startPreview(dashboard);
      var refused =
          """
          {"event_name": "page_view", "consent": {"categories": {"marketing": false}}}\
          """;
      proxy.send(proxy.to("/e").header("Ty-Preview", key).POST(BodyPublishers.ofString(refused)));
      shows(dashboard, "page_view");
      assertThat(dashboard.text("document.querySelector('.event').innerText"))
          .contains("nothing kept, nothing sent");
      assertThat(dashboard.evaluate("document.documentElement.scrollWidth")).isEqualTo(390);
      dashboard.screenshot("dashboard-telephone-dark");

      dashboard.click("#rollback");
      dashboard.click("#really");

      dashboard.waitUntil("document.querySelector('#version').innerText.includes('rolled back')");
      dashboard.waitUntil("document.querySelector('#rules').innerText.includes('page_title')");
      dashboard.click("#leave");
      dashboard.waitUntil("!document.querySelector('#inside').checkVisibility()");
      assertThat(dashboard.list("Object.keys(sessionStorage)")).isEmpty();
      // It would ask every three seconds, and be refused, which empties the field.
      dashboard.evaluate("document.querySelector('#token').value = 'half of it'");
      dashboard.evaluate("window.leftAt = performance.now()");
      dashboard.waitUntil("performance.now() > leftAt + 4000");
      assertThat(dashboard.text("document.querySelector('#token').value")).isEqualTo("half of it");
      assertThat(dashboard.faults()).isEmpty();
      dashboard.close();
    }
  }
}
