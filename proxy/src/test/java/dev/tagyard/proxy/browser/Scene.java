package dev.tagyard.proxy.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.Eventually;
import dev.tagyard.proxy.RunningProxy;
import dev.tagyard.proxy.standin.StandIn;
import dev.tagyard.proxy.standin.StandInRequest;
import dev.tagyard.proxy.standin.StandInRequest.EventSeen;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/// A site with its pages, a whole proxy at a subdomain of it, and one visitor who knows neither.
final class Scene implements AutoCloseable {
  private final Site site;
  private final RunningProxy proxy;
  private final Tab tab;

  private Scene(Site site, RunningProxy proxy, Tab tab) {
    this.site = site;
    this.proxy = proxy;
    this.tab = tab;
  }

  static Scene open(Chromium chromium, Path folder) throws Exception {
    return open(chromium, folder, yaml -> yaml);
  }

  /// With the configuration changed.
  static Scene open(Chromium chromium, Path folder, UnaryOperator<String> change) throws Exception {
    var certificate = Certificate.ofSite(folder);
    certificate.write(folder);
    var site = Site.start(certificate);
    try {
      var proxy = RunningProxy.start(folder, yaml -> change.apply(configuration(yaml, site)));
      var scene = new Scene(site, proxy, chromium.newVisitor());
      site.sendTo(scene.proxyOrigin());
      return scene;
    } catch (Exception failure) {
      site.close();
      throw failure;
    }
  }

  private static String configuration(String yaml, Site site) {
    return yaml.replace("public:\n", "public:\n  tls: { certificate: cert.pem, key: key.pem }\n")
        .replace("https://t.example.com", "https://t." + Site.DOMAIN)
        .replace("cookie_domain: example.com", "cookie_domain: " + Site.DOMAIN)
        .replace("https://www.example.com", site.origin());
  }

  String proxyOrigin() {
    return "https://t." + Site.DOMAIN + ":" + proxy.publicPort();
  }

  Site site() {
    return site;
  }

  RunningProxy proxy() {
    return proxy;
  }

  Tab tab() {
    return tab;
  }

  /// The visitor opens one of the site's pages.
  Tab visit(String page) {
    tab.visit(address(page));
    return tab;
  }

  String address(String page) {
    return site.origin() + "/" + page;
  }

  StandIn meta() {
    return proxy.vendors().meta();
  }

  StandIn ga4() {
    return proxy.vendors().ga4();
  }

  StandIn partner() {
    return proxy.vendors().partner();
  }

  /// The ids of a vendor's events of one name, in the order of arrival.
  static List<String> ids(StandIn vendor, String name) {
    return vendor.requests().stream()
        .flatMap(request -> request.events().stream())
        .filter(event -> event.name().equals(name))
        .map(EventSeen::id)
        .toList();
  }

  void waitForPurchases(int count) {
    Eventually.holds(
        count + " purchases at each vendor",
        () ->
            ids(meta(), "Purchase").size() >= count
                && ids(ga4(), "purchase").size() >= count
                && ids(partner(), "conversion").size() >= count);
  }

  /// Once nothing waits any more each vendor has one purchase, the one with this id, and no vendor
  /// found anything to object to.
  void assertPurchases(String... ids) throws Exception {
    waitForPurchases(ids.length);
    proxy.settled();
    assertThat(ids(meta(), "Purchase")).containsExactly(ids);
    assertThat(ids(ga4(), "purchase")).containsExactly(ids);
    assertThat(ids(partner(), "conversion")).containsExactly(ids);
    assertThat(List.of(meta(), ga4(), partner()))
        .flatExtracting(StandIn::requests)
        .flatExtracting(StandInRequest::violations)
        .isEmpty();
  }

  void waitForPageViews(int count) {
    Eventually.holds(count + " page views", () -> ids(ga4(), "page_view").size() >= count);
  }

  /// Events of pages that the proxy has answered for: taken, withheld or refused.
  long told() {
    return tab.told("Network.responseReceived")
        .filter(params -> params.getJsonObject("response").getString("url").endsWith("/e"))
        .count();
  }

  /// The page, and below it who knows what by now.
  void screenshot(Tab page, String name) throws IOException {
    var known = new StringBuilder("the vendors' tags on the page were told:\n");
    page.list("(window.metaCalls || []).map(call => 'fbq  ' + JSON.stringify(call))")
        .forEach(call -> known.append("  ").append(call).append('\n'));
    page.list("(window.googleCalls || []).map(call => 'gtag ' + JSON.stringify(call))")
        .forEach(call -> known.append("  ").append(call).append('\n'));
    for (var vendor : List.of(meta(), ga4(), partner())) {
      known.append(vendor.requests().isEmpty() ? "\nnothing reached " : "\nreached ");
      known.append(
          vendor == meta() ? "Meta" : vendor == ga4() ? "Google Analytics" : "the partner");
      vendor.requests().stream()
          .flatMap(request -> request.events().stream())
          .forEach(event -> known.append("\n  " + event.name() + "  " + event.id()));
    }
    known.append("\n\ncookies: ");
    page.cookies()
        .forEach(cookie ->
            known.append(cookie.getString("name") + " on " + cookie.getString("domain") + "  "));
    known.append("\naddress: ").append(page.text("location.href"));
    page.screenshot(name, known.toString());
  }

  @Override
  public void close() {
    tab.close();
    site.close();
    proxy.close();
  }
}
