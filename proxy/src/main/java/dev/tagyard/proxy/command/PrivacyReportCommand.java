package dev.tagyard.proxy.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.tagyard.proxy.plan.PlanReader;
import dev.tagyard.proxy.privacyreport.Markdown;
import dev.tagyard.proxy.privacyreport.PrivacyReport;
import dev.tagyard.rules.RuleObserver;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Writes the tables that a privacy policy needs, from the configuration.
@Command(
    name = "privacy-report",
    description =
        "Tells what is collected, what for, who receives it, which cookies are set and how long"
            + " things are kept, as Markdown.",
    mixinStandardHelpOptions = true)
public final class PrivacyReportCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      description = "Configuration file (default: ${DEFAULT-VALUE}).",
      defaultValue = "tagyard.yaml")
  private Path config = Path.of("tagyard.yaml");

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  @Override
  public Integer call() throws JsonProcessingException {
    var loaded =
        new PlanReader(config, name -> Optional.ofNullable(System.getenv(name)), RuleObserver.NONE)
            .read(1);
    if (loaded.plan().isEmpty()) {
      Problems.print(loaded.problems());
      return 1;
    }
    var plan = loaded.plan().get();
    try {
      var report = PrivacyReport.of(plan);
      System.out.print(
          json
              ? new ObjectMapper()
                      .enable(SerializationFeature.INDENT_OUTPUT)
                      .writeValueAsString(report)
                  + "\n"
              : Markdown.of(report));
    } finally {
      plan.rules().close();
    }
    return 0;
  }
}
