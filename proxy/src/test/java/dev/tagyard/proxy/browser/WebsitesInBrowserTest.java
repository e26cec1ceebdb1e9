package dev.tagyard.proxy.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.Eventually;
import dev.tagyard.proxy.docs.Page;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The pages of `docs/websites.md`, as they stand there, for a visitor who has accepted. The
/// vendors' own scripts do not load here.
@ExtendWith(InBrowser.class)
class WebsitesInBrowserTest {
  private static final String LINES = "<!-- the two lines from above -->";
  private static final String ACCEPTED =
      "<script>localStorage.cmp = 'accept'</script><script src=\"cmp.js\"></script>\n";

  @TempDir private Path folder = Path.of("");

  @Test
  void each_example_page_reports_its_view_and_its_purchase(Chromium chromium) throws Exception {
    try (var scene = Scene.open(chromium, folder)) {
      var examples = examples();
      assertThat(examples).hasSize(4);
      var views = 0;
      var purchases = 0;
      for (var example : examples) {
        var own = example.contains("ty('consent'");
        var page = (own ? "" : ACCEPTED) + example.replace(LINES, "<!-- ty -->");
        scene.site().add("example.html", "<!doctype html><title>Example</title>\n" + page);
        scene.visit("example.html?" + views);
        scene.waitForPageViews(++views);
        if (example.contains("urchase")) {
          purchases++;
          var count = purchases;
          Eventually.holds(
              "the purchase of " + example,
              () -> Scene.ids(scene.meta(), "Purchase").size() == count);
        }
      }
      assertThat(purchases).isEqualTo(2);
      assertThat(scene.tab().faults()).isEmpty();
    }
  }

  private static List<String> examples() {
    return Page.of("docs/websites.md").blocks("html").stream()
        .map(Page.Block::content)
        .filter(content -> content.contains(LINES))
        .toList();
  }
}
