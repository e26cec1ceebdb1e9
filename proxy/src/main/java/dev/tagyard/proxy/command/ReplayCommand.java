package dev.tagyard.proxy.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tagyard.proxy.Offline;
import dev.tagyard.proxy.plan.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Yesterday's events through today's rules: asks the running server, or opens `data.dir` when
/// there is none.
@Command(
    name = "replay",
    description =
        "Runs recorded events through other rules and tells what would differ. Nothing is sent.",
    mixinStandardHelpOptions = true)
public final class ReplayCommand implements Callable<Integer> {
  @Mixin private ConfigFile config = new ConfigFile();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "How far back, such as 90m, 24h or 2d (default: ${DEFAULT-VALUE}).",
      defaultValue = "24h",
      converter = HowLong.class)
  private Duration since = Duration.ofDays(1);

  @Option(
      names = "--rules",
      paramLabel = "FOLDER",
      required = true,
      description = "The other rules.")
  private Path rules = Path.of("");

  @Option(names = "--diff", description = "Tell the differences; there is no replay without.")
  private boolean diff;

  @Option(names = "--html", paramLabel = "FILE", description = "Write them as a page, too.")
  private Optional<Path> html = Optional.empty();

  @Option(names = "--json", description = "Print them as JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!diff) {
      System.err.println("say --diff: a replay only compares, nothing is sent again");
      return 2;
    }
    var plan = config.plan();
    if (plan.isEmpty()) {
      return 1;
    }
    if (!Files.isDirectory(rules)) {
      System.err.println(rules + ": is no folder");
      return 1;
    }
    var report = new ObjectMapper().readTree(ask(plan.get()));
    if (report.has("problems")) {
      report
          .path("problems")
          .forEach(problem -> System.err.println(Printable.text(problem.asText())));
      return 1;
    }
    return tell(report);
  }

  private int tell(JsonNode report) throws IOException {
    System.out.println(json ? Printable.json(report.toPrettyString()) : DiffText.of(report));
    if (html.isPresent()) {
      Files.writeString(html.get(), DiffPage.of(report));
    }
    return 0;
  }

  private String ask(Plan plan) throws IOException, InterruptedException {
    var folder = rules.toAbsolutePath().normalize();
    return RunningServer.askOr(
        plan,
        "GET",
        "/api/rules/compare?minutes="
            + Math.max(1, since.toMinutes())
            + "&folder="
            + RunningServer.encoded(folder.toString()),
        answer -> {
          if (answer.status() != 200) {
            throw RunningServer.unexpected(answer);
          }
          return answer.body();
        },
        () -> Offline.compare(config.path(), plan, folder, since));
  }
}
