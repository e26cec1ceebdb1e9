package dev.tagyard.proxy.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tagyard.consent.FieldGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Isolated
class PrivacyReportCommandTest {
  private static final String CONFIG = "src/test/resources/command/consent/tagyard.yaml";
  private static final Path GOLDEN = Path.of("src/test/resources/command/privacy/report.md");

  @TempDir private Path folder = Path.of("");

  @Test
  void prints_the_tables_that_a_privacy_policy_needs() throws IOException {
    var printed = CommandLineRun.of("privacy-report", "--config", CONFIG);

    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(GOLDEN, printed.out());
    }
    assertThat(printed).isEqualTo(new CommandLineRun(0, Files.readString(GOLDEN), ""));
  }

  @ParameterizedTest
  @CsvSource({
    "30m, 30 minutes",
    "90m, 90 minutes",
    "60m, 1 hour",
    "36h, 36 hours",
    "24h, 1 day",
    "48h, 2 days",
    "90s, 90 seconds"
  })
  void tells_times_in_whole_units(String retention, String told) throws IOException {
    var config = folder.resolve("tagyard.yaml");
    Files.writeString(
        config, "data: { retention: " + retention + " }\n" + Files.readString(Path.of(CONFIG)));

    var printed = CommandLineRun.of("privacy-report", "--config", config.toString());

    assertThat(printed.out()).contains("| events and what became of them | " + told + " |");
  }

  @Test
  void tells_scripts_the_same_as_json() throws IOException {
    var printed = CommandLineRun.of("privacy-report", "--config", CONFIG, "--json");

    var report = new ObjectMapper().readTree(printed.out());
    assertThat(report.path("recipients").valueStream())
        .extracting(row -> row.path("recipient").asText())
        .containsExactly("Meta Platforms", "Google", "127.0.0.1");
    assertThat(report.path("data_collected").valueStream())
        .extracting(row -> row.path("data").asText())
        .containsExactlyElementsOf(
            Arrays.stream(FieldGroup.values())
                .map(group -> group.name().toLowerCase(Locale.ROOT))
                .toList());
  }
}
