package dev.tagyard.proxy.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated
class TestCommandTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void what_a_failing_case_got_stands_by_what_was_wanted() throws Exception {
    Files.createDirectories(folder.resolve("rules/tests/bad"));
    Files.createDirectories(folder.resolve("rules/tests/good"));
    write(
        "tagyard.yaml",
        "destinations: { partner: { type: postback, url: \"https://p.example/\" } }\nrules: rules\n");
    write("rules/10.yaml", "- { name: seven, set: { params.n: 7 } }");
    write("rules/tests/bad/event.json", "{\"event_name\": \"a\"}");
    write("rules/tests/bad/expect.yaml", "partner: { params.n: 8 }");
    write("rules/tests/good/event.json", "{\"event_name\": \"a\"}");
    write("rules/tests/good/expect.yaml", "partner: { params.n: 7 }");

    var told =
        CommandLineRun.of(
            "test",
            "--config",
            folder.resolve("tagyard.yaml").toString(),
            folder.resolve("rules").toString());

    assertThat(told.status()).isEqualTo(1);
    assertThat(told.err())
        .contains("FAIL  ", "rules: [seven (changed)]", "partner got", "wanted 8, got 7");
    assertThat(told.out()).contains("ok    ", "2 case(s), 1 failed").doesNotContain("partner");
  }

  @Test
  void cases_run_on_the_rules_of_their_folder_whatever_is_rolled_out() throws Exception {
    write(
        "tagyard.yaml",
        """
        destinations: { partner: { type: postback, url: "https://p.example/" } }
        rules: { folder: rules, shadow: next, rollout: 100% }
        """);
    for (var n : List.of("rules", "next")) {
      write(n + "/10.yaml", "- { name: seven, set: { params.n: " + n + " } }");
      write(n + "/tests/a/event.json", "{\"event_name\": \"a\"}");
      write(n + "/tests/a/expect.yaml", "partner: { params.n: " + n + " }");
    }
    var config = folder.resolve("tagyard.yaml").toString();

    assertThat(CommandLineRun.of("test", "--config", config).out()).contains("1 case(s), 0 failed");
    var next = folder.resolve("next").toString();
    assertThat(CommandLineRun.of("test", "--config", config, next).out())
        .contains("1 case(s), 0 failed");

    write("next/20.yaml", "- { drop: true }\n- { set: { params.late: 1 } }");
    var check = CommandLineRun.of("check", "--config", config);
    assertThat(check.status()).isEqualTo(1);
    assertThat(check.err()).contains("next/20.yaml:2");
  }

  @Test
  void a_file_that_cannot_be_written_is_told_in_words() throws Exception {
    write(
        "tagyard.yaml",
        "destinations: { partner: { type: postback, url: \"https://p.example/\" } }\n");
    write("rules/tests/a/event.json", "{\"event_name\": \"a\"}");
    write("rules/tests/a/expect.yaml", "partner: { event_name: a }");
    var report = folder.resolve("target/rules.xml").toString();

    var told =
        CommandLineRun.of(
            "test",
            "--config",
            folder.resolve("tagyard.yaml").toString(),
            "--junit",
            report,
            folder.resolve("rules").toString());

    assertThat(told.status()).isEqualTo(1);
    assertThat(told.err()).contains("tagyard: there is no file or folder " + report);
  }

  private void write(String file, String text) throws Exception {
    Files.createDirectories(folder.resolve(file).getParent());
    Files.writeString(folder.resolve(file), text);
  }
}
