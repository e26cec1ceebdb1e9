package dev.tagyard.proxy.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tagyard.proxy.plan.PlanReader;
import dev.tagyard.proxy.ruletest.RuleCase;
import dev.tagyard.rules.RuleObserver;
import dev.tagyard.rules.yaml.Binder;
import dev.tagyard.rules.yaml.YamlDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each section of the page on rules: its rule files, and the events that are sent through them.
class RulesPageTest {
  private static final Path PAGE = Path.of("../docs/rules.md");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{2,3} ");
  private static final Pattern BLOCK =
      Pattern.compile("(?ms)^```(yaml|js|csv)\\n(?:# |// )(rules|tests)/(\\S+)\\n(.*?)^```$");
  private static final int COOKBOOK = 15;

  private static final Pattern CONFIGURATION =
      Pattern.compile("(?ms)^```yaml\\n# tagyard.yaml of the examples\\n(.*?)^```$");

  @TempDir Path folder = Path.of("");

  record Section(String title, String text) {
    @Override
    public String toString() {
      return title;
    }
  }

  static Stream<Section> sections() throws IOException {
    return Stream.of(HEADING.split(Files.readString(PAGE)))
        .filter(text -> text.contains("# tests/"))
        .map(text -> new Section(text.lines().findFirst().orElse(""), text));
  }

  @Test
  void the_cookbook_is_long_enough() throws IOException {
    var cookbook = Files.readString(PAGE).split("\n## Cookbook\n", 2);

    assertThat(cookbook).hasSize(2);
    assertThat(cookbook[1].split("\n### ", -1).length - 1).isGreaterThanOrEqualTo(COOKBOOK);
  }

  @ParameterizedTest
  @MethodSource("sections")
  void its_rules_do_what_the_page_says(Section section) throws IOException {
    var cases = new ArrayList<RuleCase>();
    var block = BLOCK.matcher(section.text());
    while (block.find()) {
      if (block.group(2).equals("rules")) {
        write("rules/" + block.group(3), block.group(4));
      } else {
        cases.addAll(cases(block.group(3), block.group(4)));
      }
    }
    write("tagyard.yaml", configuration());
    var loaded =
        new PlanReader(
                folder.resolve("tagyard.yaml"),
                _ -> Optional.empty(),
                RuleObserver.NONE,
                InstantSource.system())
            .read(1);
    assertThat(loaded.problems()).isEmpty();

    assertThat(cases).isNotEmpty();
    var plan = loaded.plan().orElseThrow();
    try (var rules = plan.rules()) {
      assertThat(rules.findings()).isEmpty();
      for (var each : cases) {
        assertThat(each.run(plan, false, _ -> Optional.empty()).problems()).isEmpty();
      }
    }
  }

  private static String configuration() throws IOException {
    var found = CONFIGURATION.matcher(Files.readString(PAGE));
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  /// Documents of `event` and `expect`, as folders of a golden case.
  private List<RuleCase> cases(String name, String text) throws IOException {
    var cases = new ArrayList<RuleCase>();
    for (var document : text.split("(?m)^---\n", -1)) {
      var at = "cases/" + name + cases.size();
      write(at + "/event.json", event(document).toString());
      write(at + "/expect.yaml", expectation(document));
      cases.add(new RuleCase(name + cases.size(), folder.resolve(at)));
    }
    return cases;
  }

  private JsonNode event(String document) {
    var node = YamlDocument.parse("event", document, new ArrayList<>()).orElseThrow();
    var json = new Binder("event", folder, _ -> Optional.empty()).json(node, new ArrayList<>());
    return json.orElseThrow().path("event");
  }

  /// What stands below `expect:`, as it is written.
  private static String expectation(String document) {
    return document.substring(document.indexOf("expect:") + "expect:".length());
  }

  private void write(String file, String text) throws IOException {
    var path = folder.resolve(file);
    var parent = path.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.writeString(path, text);
  }
}
