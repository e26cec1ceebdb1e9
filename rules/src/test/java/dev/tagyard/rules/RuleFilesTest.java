package dev.tagyard.rules;

import static dev.tagyard.rules.RulesTesting.load;
import static dev.tagyard.rules.RulesTesting.problems;
import static dev.tagyard.rules.RulesTesting.run;
import static dev.tagyard.rules.RulesTesting.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.rules.event.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What of a folder is read as rules, and by which ways.
class RuleFilesTest {
  private static final String SCRIPT =
      """
      import { name } from './lib/names.js';
      export default (event, { lookup }) => { event.params.by = `${name} ${lookup('t', 'a').v}`; };
      """;

  @TempDir private Path root = Path.of(".");
  private Path folder = root;

  @BeforeEach
  void real() throws IOException {
    folder = root.toRealPath().resolve("rules");
  }

  private void link(String name, String target) throws IOException {
    Files.createDirectories(folder.resolve(name).getParent());
    Files.createSymbolicLink(folder.resolve(name), Path.of(target));
  }

  /// As a container is given configuration: all that is seen is a link.
  private void mount(String version, String name) throws IOException {
    write(folder, version + "/10.yaml", "- {name: yaml, set: {params.channel: " + name + "}}\n");
    write(folder, version + "/20.js", SCRIPT);
    write(folder, version + "/lib/names.js", "export const name = '" + name + "';\n");
    write(folder, version + "/t.csv", "k,v\na,1\n");
    Files.deleteIfExists(folder.resolve("..data"));
    link("..data", version);
  }

  private void names() throws IOException {
    for (var name : Set.of("10.yaml", "20.js", "lib", "t.csv")) {
      link(name, "..data/" + name);
    }
  }

  private static Optional<String> by(RuleSet rules) {
    return run(rules, Samples.purchase(), "meta").to("meta").getFirst().text("params.by");
  }

  @Test
  void what_is_watched_ends_four_levels_down() {
    write(folder, "a/b/c/watched.js", "");
    write(folder, "a/b/c/d/left.js", "");

    assertThat(RuleFiles.of(folder)).containsExactly(folder.resolve("a/b/c/watched.js"));
  }

  @Test
  void a_folder_of_links_is_read_once_and_a_new_version_of_it_is_other_rules() throws Exception {
    mount("..2026_01", "first");
    names();

    String digest;
    try (var rules = load(folder)) {
      assertThat(rules.rules()).extracting(RuleInfo::name).containsExactly("yaml", "20.js");
      assertThat(by(rules)).contains("first 1");
      digest = rules.digest();
    }
    var files = RuleFiles.of(folder);
    assertThat(files).hasSize(4).allMatch(Files::isRegularFile);

    mount("..2026_02", "second");
    assertThat(RuleFiles.of(folder)).hasSize(4).doesNotContainAnyElementsOf(files);
    try (var rules = load(folder)) {
      assertThat(by(rules)).contains("second 1");
      assertThat(rules.digest()).isNotEqualTo(digest);
    }
  }

  @Test
  void the_folder_itself_may_be_a_link() throws Exception {
    var release = root.resolve("release");
    write(release, "20.js", "export default (e) => { e.params.by = 'linked'; };");
    Files.createSymbolicLink(folder, release);

    try (var rules = load(folder)) {
      assertThat(by(rules)).contains("linked");
    }
    assertThat(RuleFiles.of(folder)).containsExactly(release.toRealPath().resolve("20.js"));
  }

  @Test
  void a_script_behind_a_link_that_leads_out_is_refused_in_words() throws Exception {
    write(root, "elsewhere/tool.js", "export const a = 1;");
    link("10.js", "../elsewhere/tool.js");
    link("lib", "../elsewhere");
    write(folder, "20.js", "import { a } from './lib/tool.js'; export default () => null;");

    assertThat(problems(folder).toString())
        .contains("rules/10.js: is a link that leads out of the folder")
        .contains("cannot import './lib/tool.js': lib is a link that leads out of the folder");
  }

  @Test
  void what_cannot_be_looked_into_and_links_that_lead_nowhere_are_passed_over() throws Exception {
    write(folder, "20.js", "export default (e) => { e.params.by = 'me'; };");
    link("sub/circle", "..");
    link("nowhere.js", "gone.js");
    link("self.js", "self.js");
    // Who may read everything, as in a container, is shown less by this.
    var closed = Files.createDirectories(folder.resolve("lost+found"));
    assertThat(closed.toFile().setReadable(false) && closed.toFile().setExecutable(false)).isTrue();

    try (var rules = load(folder)) {
      assertThat(by(rules)).contains("me");
      assertThat(RuleFiles.of(folder)).containsExactly(folder.resolve("20.js"));
    }
  }

  @Test
  void the_same_rules_have_the_same_digest_whatever_else_is_in_the_folder() throws Exception {
    write(folder, "10.yaml", "- {name: a, set: {params.by: \"${WHO}\"}}\n");
    var digest = digest("me");

    write(folder, "tests/a/event.json", "{}");
    write(folder, "tests/a/expect.yaml", "{}");
    write(folder, "10.yaml~", "x");
    assertThat(digest("me")).isEqualTo(digest);
    assertThat(digest("you")).isNotEqualTo(digest);

    write(folder, "lib/new.js", "export const a = 1;");
    assertThat(digest("me")).isNotEqualTo(digest);
  }

  private String digest(String who) {
    var options =
        RuleOptions.of(RulesTesting.DESTINATIONS)
            .withEnvironment(name -> Optional.of(who).filter(_ -> name.equals("WHO")));
    try (var rules = load(folder, options)) {
      return rules.digest();
    }
  }
}
