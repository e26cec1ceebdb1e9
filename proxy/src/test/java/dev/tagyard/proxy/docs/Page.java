package dev.tagyard.proxy.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A page of the documentation.
public record Page(Path file, String text) {
  static final Path ROOT = Path.of("..");

  private static final boolean UPDATE = Boolean.getBoolean("golden.update");
  private static final Pattern FENCED =
      Pattern.compile("^( *)```([a-z]+)\n(.*?)^ *```", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(?:#([^)]*))?\\)");

  /// A fenced block, without the indentation of a list that it stands in.
  public record Block(Page page, String language, String content) {
    @Override
    public String toString() {
      return page + ": " + content.lines().findFirst().orElse("");
    }
  }

  public static Page of(String name) {
    var file = ROOT.resolve(name);
    try {
      return new Page(file, Files.readString(file));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static List<Page> all() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(Stream.of(ROOT.resolve("README.md")), files)
          .filter(file -> file.toString().endsWith(".md"))
          .map(file -> of(ROOT.relativize(file).toString()))
          .toList();
    }
  }

  public List<Block> blocks(String language) {
    var blocks = new ArrayList<Block>();
    var fenced = FENCED.matcher(text);
    while (fenced.find()) {
      if (fenced.group(2).equals(language)) {
        var content = fenced.group(3).replaceAll("(?m)^" + fenced.group(1), "");
        blocks.add(new Block(this, language, content));
      }
    }
    return blocks;
  }

  /// Files that the page links to, relative to its own folder.
  List<String> links() {
    return LINK.matcher(text).results().map(link -> link.group(1)).toList();
  }

  /// Compares what stands between `<!-- NAME -->` and `<!-- /NAME -->`; with `-Dgolden.update=true`
  /// writes it.
  void checkPart(String name, String content) throws IOException {
    assertThat(text).contains("<!-- " + name + " -->", "<!-- /" + name + " -->");
    var current =
        Pattern.compile("(<!-- " + name + " -->\n).*?(<!-- /" + name + " -->)", Pattern.DOTALL)
            .matcher(text)
            .replaceFirst("$1" + Matcher.quoteReplacement(content) + "$2");
    if (UPDATE) {
      Files.writeString(file, current);
    } else {
      assertThat(current.lines().filter(line -> !text.contains(line)))
          .as("missing in %s: run with -Dgolden.update=true", this)
          .isEmpty();
      assertThat(text).as("stale: run with -Dgolden.update=true").isEqualTo(current);
    }
  }

  static String row(String... cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  @Override
  public String toString() {
    return ROOT.relativize(file).toString();
  }
}
