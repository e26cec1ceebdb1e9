package dev.tagyard.proxy.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tagyard.proxy.Server;
import dev.tagyard.proxy.doctor.Doctor;
import dev.tagyard.proxy.doctor.Finding;
import dev.tagyard.proxy.doctor.Names;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Checks what goes wrong in the field.
@Command(
    name = "doctor",
    description =
        "Checks what goes wrong in the field: DNS, TLS, cookies, clock, disk, vendors; says what to"
            + " do. Exit status 1 when something is wrong.",
    mixinStandardHelpOptions = true)
public final class DoctorCommand implements Callable<Integer> {
  @Mixin private ConfigFile config = new ConfigFile();

  @Option(names = "--json", description = "Print the findings as JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    var plan = config.plan();
    if (plan.isEmpty()) {
      return 1;
    }
    plan.get().rules().close();
    var clock = Server.Surroundings.ofProcess().clock();
    var findings = new Doctor(Names.ofSystem(), clock).examine(plan.get());
    System.out.println(json ? Printable.json(json(findings)) : Printable.text(text(findings)));
    return findings.stream().anyMatch(f -> f.status() == Finding.Status.FAIL) ? 1 : 0;
  }

  private static String text(List<Finding> findings) {
    var text = new StringBuilder();
    var longest = findings.stream().mapToInt(finding -> finding.name().length()).max().orElse(0);
    var names = "%-" + (longest + 2) + "s";
    for (var finding : findings) {
      var line = "%-9s" + names + "%s%n";
      text.append(line.formatted(word(finding), finding.name(), finding.found()));
      if (!finding.todo().isEmpty()) {
        text.append(line.formatted("", "", "-> " + finding.todo()));
      }
    }
    var wrong = findings.stream().filter(f -> f.status() == Finding.Status.FAIL).count();
    var warned = findings.stream().filter(f -> f.status() == Finding.Status.WARN).count();
    return text.append("%d wrong, %d to look at".formatted(wrong, warned)).toString();
  }

  private static String json(List<Finding> findings) throws IOException {
    var array = JsonNodeFactory.instance.arrayNode();
    for (var finding : findings) {
      array
          .addObject()
          .put("name", finding.name())
          .put("status", word(finding))
          .put("found", finding.found())
          .put("todo", finding.todo());
    }
    return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(array);
  }

  private static String word(Finding finding) {
    return finding.status().name().toLowerCase(Locale.ROOT);
  }
}
