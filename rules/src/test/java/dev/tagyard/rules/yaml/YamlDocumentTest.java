package dev.tagyard.rules.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YamlDocumentTest {
  private final List<Problem> problems = new ArrayList<>();

  private Optional<YamlNode> parse(String yaml) {
    return YamlDocument.parse("t.yaml", yaml, problems);
  }

  private List<String> messages() {
    return problems.stream().map(Problem::toString).toList();
  }

  @Test
  void nodes_know_their_line_and_path() {
    var root = (YamlNode.Mapping) parse("# a\na:\n  b:\n    - one\n    - c: 1\n").orElseThrow();

    var a = (YamlNode.Mapping) root.get("a").orElseThrow();
    var b = (YamlNode.Sequence) a.get("b").orElseThrow();
    var item = (YamlNode.Mapping) b.items().get(1);
    var c = item.get("c").orElseThrow();
    assertThat(List.of(a.line(), b.line(), b.items().getFirst().line(), c.line()))
        .containsExactly(2, 3, 4, 5);
    assertThat(c.path()).isEqualTo("a.b[1].c");
    assertThat(c).isEqualTo(new YamlNode.Scalar("1", YamlNode.Kind.INTEGER, 5, "a.b[1].c"));
  }

  @Test
  void wrong_syntax_is_told_with_its_line() {
    assertThat(parse("a: 1\nb: [1,\nc: }\n")).isEmpty();
    assertThat(messages()).hasSize(1).first().asString().startsWith("t.yaml:3: is not YAML: ");
  }

  @Test
  void a_key_that_stands_twice_is_refused() {
    parse("a:\n  b: 1\n  c: 2\n  b: 3\n");

    assertThat(messages()).containsExactly("t.yaml:4: a.b: stands already on line 2");
  }

  @Test
  void two_documents_in_a_file_are_refused() {
    assertThat(parse("a: 1\n---\nb: 1\n")).isEmpty();
    assertThat(messages()).hasSize(1);
  }

  @Test
  void an_anchor_repeats_a_node() {
    var root = (YamlNode.Mapping) parse("a: &x {k: v}\nb: *x\n").orElseThrow();

    assertThat(((YamlNode.Mapping) root.get("b").orElseThrow()).get("k")).isPresent();
  }

  @Test
  void a_node_within_itself_is_refused() {
    parse("a: &x [*x]\n");

    assertThat(messages()).isNotEmpty();
  }

  @Test
  void aliases_that_multiply_are_refused() {
    var yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (var i = 1; i < 12; i++) {
      yaml.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(10)));
    }

    parse(yaml.toString());

    assertThat(messages()).isNotEmpty();
  }

  @Test
  void a_file_that_is_not_there_is_a_problem() {
    assertThat(YamlDocument.read("t.yaml", Path.of("nowhere.yaml"), problems)).isEmpty();
    assertThat(messages()).hasSize(1).first().asString().startsWith("t.yaml: cannot be read");
  }

  @Test
  void a_scalar_does_not_print_its_value() {
    assertThat(parse("k: hush").orElseThrow().toString()).doesNotContain("hush");
  }

  @Test
  void another_encoding_is_told(@TempDir Path folder) throws IOException {
    var file = folder.resolve("t.yaml");
    Files.write(file, "a: Fa\u00e7ade\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(YamlDocument.read("t.yaml", file, problems)).isEmpty();
    assertThat(messages()).containsExactly("t.yaml: is not UTF-8");
  }
}
