package dev.tagyard.proxy.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.tagyard.proxy.Offline;
import dev.tagyard.proxy.plan.Plan;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What happened to one event: asks the running server, or opens `data.dir` when there is none.
@Command(
    name = "explain",
    description = "Tells what happened to one event, step by step.",
    mixinStandardHelpOptions = true)
public final class ExplainCommand implements Callable<Integer> {
  @Mixin private ConfigFile config = new ConfigFile();

  @Option(names = "--json", description = "Print the facts as JSON.")
  private boolean json;

  @Parameters(index = "0", paramLabel = "EVENT_ID", description = "Id of the event.")
  private String eventId = "";

  @Override
  public Integer call() throws IOException, InterruptedException {
    var plan = config.plan();
    if (plan.isEmpty()) {
      return 1;
    }
    Optional<String> told;
    try (var _ = plan.get().rules()) {
      told = ask(plan.get());
    }
    if (told.isEmpty()) {
      System.err.println(
          "nothing is known of event "
              + Printable.line(eventId)
              + ": never accepted, or past data.retention");
      return 1;
    }
    var mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    var tree = mapper.readTree(told.get());
    System.out.println(json ? Printable.json(mapper.writeValueAsString(tree)) : Story.of(tree));
    return 0;
  }

  private Optional<String> ask(Plan plan) throws IOException, InterruptedException {
    return RunningServer.askOr(
        plan,
        "GET",
        "/api/events/" + RunningServer.encoded(eventId),
        answer ->
            switch (answer.status()) {
              case 200 -> Optional.of(answer.body());
              case 404 -> Optional.empty();
              default -> throw RunningServer.unexpected(answer);
            },
        () -> Offline.explain(plan, eventId));
  }
}
