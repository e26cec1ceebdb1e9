package dev.tagyard.proxy.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the command prints, word by word: `cases.json` names the arguments, `NAME.txt` holds the
/// text. `-Dgolden.update=true` writes that anew.
@Isolated
class ConsentCommandTest {
  private static final Path FOLDER = Path.of("src/test/resources/command/consent");
  private static final boolean UPDATE = Boolean.getBoolean("golden.update");
  private static final ObjectMapper JSON = new ObjectMapper();

  record Case(String name, List<String> arguments) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() throws IOException {
    return JSON.readTree(FOLDER.resolve("cases.json").toFile()).properties().stream()
        .map(each ->
            new Case(each.getKey(), each.getValue().valueStream().map(JsonNode::asText).toList()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void prints_what_the_files_say(Case each) throws IOException {
    var printed = CommandLineRun.of(arguments(each));

    var file = FOLDER.resolve(each.name() + ".txt");
    if (UPDATE) {
      Files.writeString(file, printed.out());
    }
    assertThat(printed.out()).as(file.toString()).isEqualTo(Files.readString(file));
    assertThat(printed.status()).isEqualTo(printed.out().contains("readable: no") ? 1 : 0);
    assertThat(printed.err()).isEmpty();
  }

  @Test
  void tells_scripts_the_same_as_json() throws IOException {
    var printed =
        CommandLineRun.of(
            "consent", "1YYN", "--country", "US", "--json", "--config", config().toString());

    var told = JSON.readTree(printed.out());
    assertThat(told.path("strings").path(0).path("opted_out_of_sale").asText()).isEqualTo("yes");
    assertThat(told.path("decision").path("destinations").valueStream())
        .extracting(d -> d.path("name").asText(), d -> d.path("verdict").asText())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("meta", "restrict"),
            org.assertj.core.groups.Tuple.tuple("ga4", "restrict"),
            org.assertj.core.groups.Tuple.tuple("partner", "deny"));
  }

  @Test
  void lists_every_vendor_of_the_string_on_demand() throws IOException {
    var arguments = new ArrayList<>(arguments(cases().findFirst().orElseThrow()));
    arguments.add("--vendors");

    var printed = CommandLineRun.of(arguments);

    assertThat(printed.out().lines().filter(line -> line.contains(" vendor: "))).hasSize(16);
  }

  @Test
  void refuses_what_is_no_consent_string() {
    var printed = CommandLineRun.of("consent", "hello");

    assertThat(printed)
        .isEqualTo(
            new CommandLineRun(1, "", "no consent string that is known: \"hello\"; see --help\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gdpr=true", "gdpr=2", "gpc=true", "gdpr=true&gpc=yes"})
  void a_flag_that_the_server_makes_nothing_of_is_not_read_as_zero(String flag) {
    assertThat(CommandLineRun.of("consent", flag))
        .isEqualTo(
            new CommandLineRun(
                1, "", "no consent string that is known: \"" + flag + "\"; see --help\n"));
  }

  @Test
  void asks_for_a_string() {
    assertThat(CommandLineRun.of("consent").status()).isEqualTo(2);
  }

  private static List<String> arguments(Case each) {
    var arguments = new ArrayList<>(List.of("consent"));
    arguments.addAll(each.arguments());
    Map.of("--on", "2026-11-22", "--config", config().toString())
        .forEach((name, value) -> arguments.addAll(List.of(name, value)));
    return arguments;
  }

  private static Path config() {
    return FOLDER.resolve("tagyard.yaml");
  }
}
