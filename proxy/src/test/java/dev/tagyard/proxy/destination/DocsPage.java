package dev.tagyard.proxy.destination;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.rules.yaml.Doc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The generated parts of `docs/destinations/NAME.md`: settings, fields and an example. They stand
/// between `<!-- PART -->` and `<!-- /PART -->`; `-Dgolden.update=true` writes them anew.
final class DocsPage {
  private DocsPage() {}

  static void check(String name, Class<? extends Record> config, List<Field> fields)
      throws IOException {
    var page = Path.of("../docs/destinations/" + name + ".md");
    var text = Files.readString(page);
    var current = text;
    var parts =
        Map.of("settings", settings(config), "fields", fields(fields), "example", example(name));
    for (var part : parts.entrySet()) {
      assertThat(text).contains("<!-- " + part.getKey() + " -->");
      current = replace(current, part.getKey(), part.getValue());
    }
    if (Golden.UPDATE) {
      Files.writeString(page, current);
    }
    assertThat(Files.readString(page)).isEqualTo(current);
  }

  private static String replace(String text, String part, String content) {
    return Pattern.compile("(<!-- " + part + " -->\n).*?(<!-- /" + part + " -->)", Pattern.DOTALL)
        .matcher(text)
        .replaceFirst("$1" + Matcher.quoteReplacement(content) + "$2");
  }

  private static String settings(Class<? extends Record> config) {
    return "| key | default | what it is |\n|---|---|---|\n"
        + Arrays.stream(config.getRecordComponents())
            .map(component -> {
              var doc = Objects.requireNonNull(component.getAnnotation(Doc.class));
              var key = component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
              var optional = component.getType().equals(java.util.Optional.class);
              var otherwise =
                  doc.otherwise().isEmpty()
                      ? (optional ? "none" : "**required**")
                      : "`" + doc.otherwise() + "`";
              return row("`" + key + "`", otherwise, doc.value());
            })
            .collect(Collectors.joining());
  }

  private static String fields(List<Field> fields) {
    return "| vendor's field | from | how |\n|---|---|---|\n"
        + fields.stream()
            .map(field -> row("`" + field.name() + "`", field.from(), field.treatment()))
            .collect(Collectors.joining());
  }

  private static String example(String name) throws IOException {
    return "This event:\n\n```json\n"
        + Golden.pretty(Golden.read(name, "purchase", "event"))
        + "\n```\n\nbecomes this request, its secrets masked:\n\n```json\n"
        + Golden.pretty(Golden.read(name, "purchase", "request"))
        + "\n```\n";
  }

  private static String row(String... cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }
}
