package dev.tagyard.proxy.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class WebsitesPageTest {
  @Test
  void the_two_lines_are_the_ones_that_the_build_makes() throws IOException {
    var stub = Files.readString(Path.of("src/main/resources/sdk/stub.html"));

    Page.of("docs/websites.md").checkPart("stub", "```html\n" + stub + "```\n");
  }
}
