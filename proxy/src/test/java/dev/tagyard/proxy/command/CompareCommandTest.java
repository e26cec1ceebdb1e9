package dev.tagyard.proxy.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How `compare` reads a vendor's export. Where it is read, it lacks a line of a day.
@Isolated
class CompareCommandTest {
  private static final String CONFIG = "src/test/resources/command/consent/tagyard.yaml";

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16", "x-UTF-16LE-BOM"})
  void an_export_is_read_as_spreadsheets_write_it(String charset) throws IOException {
    var told = compare("Größe\nDate\tEvent\tCount\n", Charset.forName(charset));

    assertThat(told.err()).endsWith("export.csv has no line of a day\n");
  }

  @Test
  void another_encoding_is_refused_with_words() throws IOException {
    var told = compare("Größe\nDate;Event;Count\n", Charset.forName("windows-1252"));

    assertThat(told.status()).isEqualTo(1);
    assertThat(told.err()).startsWith("tagyard: --file ").endsWith("export.csv: is not UTF-8\n");
  }

  private CommandLineRun compare(String export, Charset charset) throws IOException {
    var file = Files.writeString(folder.resolve("export.csv"), export, charset);
    return CommandLineRun.of(
        "compare", "--config", CONFIG, "--file", file.toString(), "--destination", "meta");
  }
}
