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
import org.junit.jupiter.api.parallel.Isolated;

@Isolated
class PrivacyReportCommandTest {
  private static final String CONFIG = "src/test/resources/command/consent/tagyard.yaml";
  private static final Path GOLDEN = Path.of("src/test/resources/command/privacy/report.md");

  @Test
  void prints_the_tables_that_a_privacy_policy_needs() throws IOException {
    var printed = CommandLineRun.of("privacy-report", "--config", CONFIG);

    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(GOLDEN, printed.out());
    }
    assertThat(printed).isEqualTo(new CommandLineRun(0, Files.readString(GOLDEN), ""));
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
