package dev.tagyard.proxy.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.Eventually;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// A page does not wait for `ty.js`: here it is held back until the page is painted and used.
@ExtendWith(InBrowser.class)
class BlocksNothingTest {
  private static final String PAINTED =
      "performance.getEntriesByName('first-contentful-paint').length";

  @TempDir private Path folder = Path.of("");

  @Test
  void the_page_is_read_painted_and_used_before_the_script_is_there(Chromium chromium)
      throws Exception {
    try (var scene = Scene.open(chromium, folder)) {
      scene.site().holdScript();
      var trace = chromium.trace();
      var tab = scene.tab();
      tab.startVisit(scene.address("shop.html"));
      Eventually.holds(
          "the document is read", () -> tab.told("Page.domContentEventFired").count() >= 1);
      tab.waitUntil(PAINTED);
      tab.click("#accept");
      tab.click("#buy");
      tab.waitUntil("window.metaCalls && metaCalls.some(call => call[1] == 'Purchase')");
      var id = tab.text("metaCalls.find(call => call[1] == 'Purchase')[3].eventID");
      scene.screenshot(tab, "before-ty-js");
      assertThat(tab.evaluate("!!ty.version")).isEqualTo(false);

      scene.site().releaseScript();

      scene.assertPurchases(id);
      assertThat(
              tab.text(
                  "performance.getEntriesByType('resource')"
                      + ".find(entry => entry.name.endsWith('/ty.js')).renderBlockingStatus"))
          .isEqualTo("non-blocking");
      assertThat(tab.faults()).isEmpty();
      trace.stop(Path.of("target", "screenshots", "before-ty-js.trace.json"));
      var run = trace.first("EvaluateScript", BlocksNothingTest::isTheScript);
      assertThat(trace.first("firstContentfulPaint", _ -> true)).isLessThan(run);
      assertThat(trace.first("MarkDOMContent", _ -> true)).isLessThan(run);
      System.out.printf(
          "ty.js: %.1f ms of the page's thread%n",
          trace.duration("EvaluateScript", BlocksNothingTest::isTheScript) / 1e3);
    }
  }

  private static boolean isTheScript(JsonObject event) {
    return event.getJsonObject("args").encode().contains("/ty.js\"");
  }
}
