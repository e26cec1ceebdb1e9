package dev.tagyard.proxy.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tagyard.proxy.Offline;
import dev.tagyard.proxy.compare.Comparison;
import dev.tagyard.proxy.compare.VendorExport;
import dev.tagyard.proxy.plan.Plan;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// A vendor's export beside what Tagyard sent, or in shadow mode would have sent.
@Command(
    name = "compare",
    description = {
      "Compares a vendor's export with what Tagyard sent, or in shadow mode would have sent, day by"
          + " day and event by event.",
      "The export is CSV with a line that names a day, an event and a count."
    },
    mixinStandardHelpOptions = true)
public final class CompareCommand implements Callable<Integer> {
  private static final byte[] LITTLE_ENDIAN = {(byte) 0xff, (byte) 0xfe};
  private static final byte[] BIG_ENDIAN = {(byte) 0xfe, (byte) 0xff};

  @Mixin private ConfigFile config = new ConfigFile();

  @Option(names = "--file", required = true, description = "The vendor's export.")
  private Path file = Path.of("");

  @Option(names = "--destination", description = "Which one; needed where there are several.")
  private Optional<String> destination = Optional.empty();

  @Option(
      names = "--zone",
      description = "Time zone of the vendor's days (default: ${DEFAULT-VALUE}).",
      defaultValue = "UTC")
  private String zone = "UTC";

  @Option(
      names = "--name",
      paramLabel = "THEIRS=OURS",
      description = "The vendor's name of an event, such as Registration=sign_up.")
  private Map<String, String> names = Map.of();

  @Override
  public Integer call() throws IOException, InterruptedException {
    var loaded = config.plan();
    if (loaded.isEmpty()) {
      return 1;
    }
    var plan = loaded.get();
    try (var _ = plan.rules()) {
      var name = one(plan);
      var export = VendorExport.read(text(), names);
      if (export.counts().isEmpty()) {
        throw new IllegalArgumentException(file + " has no line of a day");
      }
      print(Comparison.of(ask(plan, asked(name, export)), name, export));
      return 0;
    } catch (IllegalArgumentException wrong) {
      System.err.println(Printable.text("tagyard: " + wrong.getMessage()));
      return 1;
    }
  }

  private String text() throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("--file " + file + ": there is no such file");
    }
    var charset = charset();
    try {
      return Files.readString(file, charset);
    } catch (CharacterCodingException _) {
      throw new IllegalArgumentException("--file " + file + ": is not " + charset);
    }
  }

  /// Spreadsheets write UTF-16, with a byte order mark.
  private Charset charset() throws IOException {
    try (var bytes = Files.newInputStream(file)) {
      var mark = bytes.readNBytes(2);
      return Arrays.equals(mark, LITTLE_ENDIAN) || Arrays.equals(mark, BIG_ENDIAN)
          ? StandardCharsets.UTF_16
          : StandardCharsets.UTF_8;
    }
  }

  private String one(Plan plan) {
    var known = plan.destinations().keySet();
    if (destination.isPresent() && !known.contains(destination.get())) {
      throw new IllegalArgumentException(
          "no destination is named " + destination.get() + "; there are " + known);
    }
    return destination
        .or(() -> known.size() == 1 ? known.stream().findFirst() : Optional.empty())
        .orElseThrow(() -> new IllegalArgumentException("name one --destination of " + known));
  }

  private Map<String, String> asked(String name, VendorExport export) {
    var asked = new TreeMap<String, String>();
    asked.put("destination", name);
    asked.put("zone", zone);
    asked.put("from", day(export, Comparator.naturalOrder()));
    asked.put("to", day(export, Comparator.reverseOrder()));
    return asked;
  }

  private static String day(VendorExport export, Comparator<LocalDate> order) {
    return export.counts().keySet().stream().min(order).orElseThrow().toString();
  }

  private static JsonNode ask(Plan plan, Map<String, String> asked)
      throws IOException, InterruptedException {
    return RunningServer.askOr(
        plan,
        "GET",
        "/api/counts" + RunningServer.query(asked),
        answer -> {
          var told = new ObjectMapper().readTree(answer.body());
          if (answer.status() != 200) {
            throw new IllegalArgumentException(told.path("error").asText());
          }
          return told;
        },
        () -> Offline.counts(plan, asked));
  }

  private static void print(Comparison comparison) {
    System.out.printf(
        "%-10s  %-24s %12s %12s %12s %8s %12s%n",
        "day", "event", "tagyard", "vendor", "difference", "percent", "refused");
    for (var line : comparison.lines()) {
      System.out.printf(
          "%-10s  %-24s %12d %12d %+12d %8s %12d%n",
          line.day(),
          Printable.line(line.event()),
          line.ours(),
          line.theirs(),
          line.difference(),
          Double.isInfinite(line.percent())
              ? "-"
              : String.format(Locale.ROOT, "%.1f", line.percent()),
          line.refused());
    }
  }
}
