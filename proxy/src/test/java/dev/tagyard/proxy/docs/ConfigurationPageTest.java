package dev.tagyard.proxy.docs;

import static dev.tagyard.proxy.docs.Page.row;

import dev.tagyard.proxy.plan.Configuration;
import dev.tagyard.proxy.plan.ConsentConfiguration;
import dev.tagyard.proxy.plan.DestinationConfiguration;
import dev.tagyard.proxy.plan.Destinations;
import dev.tagyard.rules.yaml.KeyDoc;
import dev.tagyard.rules.yaml.KeyDoc.Shape;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigurationPageTest {
  private static final String PAGE = "docs/reference/configuration.md";
  private static final String HEAD = "| key | value | default | what it is |\n|---|---|---|---|\n";

  @Test
  void lists_every_key_that_the_server_reads() throws IOException {
    Page.of(PAGE).checkPart("keys", table(KeyDoc.rows(Configuration.class), ""));
  }

  @Test
  void lists_what_all_destinations_have() throws IOException {
    Page.of(PAGE)
        .checkPart(
            "destination",
            table(KeyDoc.rows(DestinationConfiguration.class), "destinations.NAME."));
  }

  @Test
  void lists_what_a_destination_may_say_of_consent() throws IOException {
    Page.of(PAGE)
        .checkPart(
            "consent",
            table(KeyDoc.rows(ConsentConfiguration.class), "destinations.NAME.consent."));
  }

  @Test
  void lists_the_keys_of_each_type() throws IOException {
    var text = new StringBuilder();
    for (var type : Destinations.ALL) {
      text.append("\n### `type: ").append(type.name()).append("`\n\n");
      text.append(table(KeyDoc.rows(type.config()), "destinations.NAME."));
    }
    Page.of(PAGE).checkPart("types", text.append('\n').toString());
  }

  private static String table(List<KeyDoc.Row> rows, String prefix) {
    var table = new StringBuilder(HEAD);
    for (var row : rows) {
      var key = row.key();
      table.append(
          row(
              "`" + prefix + row.path() + "`",
              shape(key.shape()),
              otherwise(key),
              key.doc().replace("|", "\\|")));
    }
    return table.toString();
  }

  private static String otherwise(KeyDoc key) {
    return key.otherwise()
        .filter(text -> !text.equals("{}"))
        .map(text -> "`" + text + "`")
        .orElse(key.required() ? "**required**" : "");
  }

  private static String shape(Shape shape) {
    return switch (shape) {
      case Shape.Word word when !word.choices().isEmpty() ->
          "`" + String.join("`, `", word.choices()) + "`";
      case Shape.Word word -> word.wanted().replace("|", "\\|");
      case Shape.Many many -> "list: " + shape(many.item());
      case Shape.Named _, Shape.Keys _ -> "mapping";
      case Shape.Anything _ -> "see below";
    };
  }
}
