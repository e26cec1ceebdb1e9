package dev.tagyard.rules.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyDocTest {
  enum Mode {
    LIVE,
    TEST_ONLY
  }

  record Part(@Doc("How long.") Duration delay) {}

  record Whole(
      @Doc("Needed.") String name,
      @Doc(value = "How.", otherwise = "live") Mode mode,
      @Doc(value = "Parts.", otherwise = "{}") Map<String, Part> parts,
      Optional<List<Part>> others,
      Optional<YamlNode> raw,
      @Inline Part part) {}

  @Test
  void keys_tell_type_default_and_doc() {
    var keys = KeyDoc.of(Whole.class);

    assertThat(keys)
        .extracting(KeyDoc::name)
        .containsExactly("name", "mode", "parts", "others", "raw", "delay");
    assertThat(keys)
        .extracting(KeyDoc::required)
        .containsExactly(true, false, false, false, false, true);
    assertThat(keys.get(1))
        .isEqualTo(
            new KeyDoc(
                "mode",
                new KeyDoc.Shape.Word(
                    "one of live, test_only", Mode.class, List.of("live", "test_only")),
                false,
                Optional.of("live"),
                "How."));
  }

  @Test
  void rows_list_all_paths() {
    assertThat(KeyDoc.rows(Whole.class))
        .extracting(KeyDoc.Row::path)
        .containsExactly(
            "name",
            "mode",
            "parts",
            "parts.NAME.delay",
            "others",
            "others[].delay",
            "raw",
            "delay");
  }
}
