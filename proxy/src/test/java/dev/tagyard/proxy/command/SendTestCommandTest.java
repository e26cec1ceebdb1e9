package dev.tagyard.proxy.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated
class SendTestCommandTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void a_file_is_taken_for_one_whatever_its_name() throws Exception {
    var event = folder.resolve("event");
    Files.writeString(event, "{\"event_name\": \"from_a_file\"}");

    assertThat(sendTest(event).out()).contains("from_a_file");
    assertThat(sendTest(folder.resolve("nowhere.txt")).err())
        .isEqualToIgnoringNewLines(
            "tagyard: there is no file or folder " + folder.resolve("nowhere.txt"));
  }

  private CommandLineRun sendTest(Path file) throws IOException {
    var config = folder.resolve("tagyard.yaml");
    Files.writeString(config, "destinations: { out: { type: file, path: out.jsonl } }\n");
    return CommandLineRun.of("send-test", "out", file.toString(), "--config", config.toString());
  }
}
