package dev.tagyard.proxy.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.tagyard.proxy.privacyreport.Markdown;
import dev.tagyard.proxy.privacyreport.PrivacyReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Writes the tables that a privacy policy needs, from the configuration.
@Command(
    name = "privacy-report",
    description =
        "Tells what is collected, what for, who receives it, which cookies are set and how long"
            + " things are kept, as Markdown.",
    mixinStandardHelpOptions = true)
public final class PrivacyReportCommand implements Callable<Integer> {
  @Mixin private ConfigFile config = new ConfigFile();

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  @Override
  public Integer call() throws JsonProcessingException {
    var plan = config.plan();
    if (plan.isEmpty()) {
      return 1;
    }
    try {
      var report = PrivacyReport.of(plan.get());
      System.out.print(
          json
              ? new ObjectMapper()
                      .enable(SerializationFeature.INDENT_OUTPUT)
                      .writeValueAsString(report)
                  + "\n"
              : Markdown.of(report));
    } finally {
      plan.get().rules().close();
    }
    return 0;
  }
}
