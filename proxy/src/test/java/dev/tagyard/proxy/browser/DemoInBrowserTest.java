package dev.tagyard.proxy.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.Eventually;
import dev.tagyard.proxy.demo.Demo;
import dev.tagyard.proxy.standin.StandIn;
import dev.tagyard.proxy.standin.StandInRequest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The demonstration as somebody sees it who tries Tagyard for the first time.
@ExtendWith(InBrowser.class)
class DemoInBrowserTest {
  @Test
  void one_press_one_purchase_at_three_vendors_and_without_consent_none(Chromium chromium)
      throws Exception {
    try (var demo = Demo.start(0)) {
      var tab = chromium.newVisitor();
      tab.visit(demo.shopAddress());
      tab.screenshot("demo-first-look");

      tab.click("#buy");
      waitFor(demo, 1);
      var id = purchases(demo).getFirst();
      assertThat(purchases(demo)).containsExactly(id, id, id);
      shows(tab, "#vendors", id);
      showsThreeDeliveries(tab);
      tab.screenshot("demo-buy");

      tab.click("#buy-without");
      shows(tab, "#why", "Nothing was kept, nothing was sent");
      shows(tab, "#why", "category_refused");
      tab.screenshot("demo-buy-without-consent");

      tab.click("#buy-statistics");
      Eventually.holds("one more at Google", () -> ids(demo.vendors().ga4()).size() == 2);
      shows(tab, "#why", "category_refused");
      tab.click("#buy-twice");
      waitFor(demo, 2);
      shows(tab, "#why", "It came 2 times and counts once");
      showsThreeDeliveries(tab);
      tab.screenshot("demo-twice");
      assertThat(ids(demo.vendors().meta())).hasSize(2).doesNotHaveDuplicates();
      assertThat(ids(demo.vendors().ga4())).hasSize(3).doesNotHaveDuplicates();
      end(demo, tab);
    }
  }

  @Test
  void everything_accepted_the_order_counts_once_with_the_id_that_fbq_saw(Chromium chromium)
      throws Exception {
    try (var demo = Demo.start(0)) {
      var tab = chromium.newVisitor();
      tab.prefers("dark");
      tab.visit(demo.shopAddress());
      tab.click("#accept");
      buy(tab);
      waitFor(demo, 1);
      shows(tab, "#tags", "track Purchase");

      var id =
          tab.text(
              "[...document.querySelectorAll('#tags li')].find(line =>"
                  + " line.innerText.includes('Purchase')).querySelector('.id').innerText");
      assertThat(purchases(demo)).containsExactly(id, id, id);
      showsThreeDeliveries(tab);
      tab.screenshot("demo-thanks-dark");

      tab.click("#again");
      tab.waitUntil("performance.getEntriesByType('navigation')[0].type == 'reload'");
      Eventually.holds("the page is counted again", () -> views(demo) == 4);
      shows(tab, "#tags", "track Purchase");
      tab.screenshot("demo-thanks-again");
      assertThat(purchases(demo)).containsExactly(id, id, id);

      tab.visit(demo.shopAddress() + "/vendors");
      shows(tab, "#requests", id);
      tab.screenshot("demo-vendors");
      end(demo, tab);
    }
  }

  @Test
  void everything_rejected_nothing_arrives_and_the_page_says_why(Chromium chromium)
      throws Exception {
    try (var demo = Demo.start(0)) {
      var tab = chromium.newVisitor();
      tab.visit(demo.shopAddress());
      tab.click("#reject");
      shows(tab, "#why", "Nothing was kept, nothing was sent");
      buy(tab);
      shows(tab, "#why", "purchase");
      shows(tab, "#why", "Nothing was kept, nothing was sent");
      tab.screenshot("demo-rejected");

      assertThat(requests(demo)).isEmpty();
      assertThat(tab.cookies()).isEmpty();
      end(demo, tab);
    }
  }

  @Test
  void statistics_alone_chosen_late_reaches_google_alone(Chromium chromium) throws Exception {
    try (var demo = Demo.start(0)) {
      var tab = chromium.newVisitor();
      tab.visit(demo.shopAddress());
      buy(tab);
      tab.click("#choose");
      tab.click("#statistics");
      tab.screenshot("demo-choose");
      tab.click("#choose");
      shows(tab, "#choice", "statistics alone");

      Eventually.holds("a purchase at Google", () -> ids(demo.vendors().ga4()).size() == 1);
      shows(tab, "#why", "delivered");
      tab.screenshot("demo-statistics-alone");
      assertThat(ids(demo.vendors().meta())).isEmpty();
      assertThat(ids(demo.vendors().partner())).isEmpty();
      end(demo, tab);
    }
  }

  @Test
  void orders_that_differ_by_a_digit_have_colours_that_can_be_told_apart(Chromium chromium)
      throws Exception {
    try (var demo = Demo.start(0)) {
      var tab = chromium.newVisitor();
      tab.visit(demo.shopAddress());
      for (var id : List.of("order-1001", "order-1002")) {
        var event =
            """
            {event_name: 'page_view', event_id: '%s', page: {url: 'https://www.example.com/'},
              consent: {gdpr: 1, categories: {statistics: true}}}
            """
                .formatted(id);
        tab.evaluate(
            "fetch('%s/e', {method: 'POST', body: JSON.stringify(%s)}).then(a => a.status)"
                .formatted(demo.proxyAddress(), event));
        shows(tab, "#vendors", id);
      }

      var hues =
          tab.list(
              "['order-1001', 'order-1002'].map(id => +document.querySelector(`#vendors"
                  + " [title=${id}]`).style.getPropertyValue('--hue'))");
      var apart = Math.abs(hues.getInteger(0) - hues.getInteger(1));
      assertThat(Math.min(apart, 360 - apart)).isGreaterThan(60);
      end(demo, tab);
    }
  }

  @Test
  void it_fits_a_telephone(Chromium chromium) throws Exception {
    try (var demo = Demo.start(0)) {
      var tab = chromium.newVisitor();
      tab.size(390, 844);
      tab.visit(demo.shopAddress());
      tab.screenshot("demo-telephone");

      assertThat(tab.evaluate("document.documentElement.scrollWidth")).isEqualTo(390);
      end(demo, tab);
    }
  }

  /// One pair, by way of the cart.
  private static void buy(Tab tab) {
    tab.click("#add");
    tab.click("nav a[href=\"/cart\"]");
    tab.waitUntil("location.pathname == '/cart' && document.readyState == 'complete'");
    tab.click("#checkout");
    tab.waitUntil("location.pathname == '/thanks' && document.readyState == 'complete'");
  }

  private static void shows(Tab tab, String selector, String text) {
    tab.waitUntil(
        "document.querySelector('%s')?.innerHTML.includes('%s')".formatted(selector, text));
  }

  private static void showsThreeDeliveries(Tab tab) {
    tab.waitUntil("document.querySelector('#why').innerText.split('delivered').length == 4");
  }

  private static void waitFor(Demo demo, int each) {
    Eventually.holds(
        each + " purchases at each vendor",
        () ->
            Stream.of(demo.vendors().meta(), demo.vendors().ga4(), demo.vendors().partner())
                .allMatch(vendor -> ids(vendor).size() >= each));
  }

  private static List<String> purchases(Demo demo) {
    return Stream.of(demo.vendors().meta(), demo.vendors().ga4(), demo.vendors().partner())
        .flatMap(vendor -> ids(vendor).stream())
        .toList();
  }

  private static List<String> ids(StandIn vendor) {
    return Stream.of("Purchase", "purchase", "conversion")
        .flatMap(name -> Scene.ids(vendor, name).stream())
        .toList();
  }

  private static long views(Demo demo) {
    return Scene.ids(demo.vendors().ga4(), "page_view").size();
  }

  private static List<StandInRequest> requests(Demo demo) {
    return Stream.of(demo.vendors().meta(), demo.vendors().ga4(), demo.vendors().partner())
        .flatMap(vendor -> vendor.requests().stream())
        .toList();
  }

  private static void end(Demo demo, Tab tab) {
    assertThat(tab.faults()).isEmpty();
    assertThat(requests(demo)).flatExtracting(StandInRequest::violations).isEmpty();
    tab.close();
  }
}
