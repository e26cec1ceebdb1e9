package dev.tagyard.proxy.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.proxy.Server;
import dev.tagyard.proxy.doctor.SendTest;
import dev.tagyard.rules.event.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Sends one sample to a destination and says what came of it.
@Command(
    name = "send-test",
    description =
        "Sends one sample event to a destination in the vendor's test mode; prints the request"
            + " (secrets masked) and the answer, and says what is wrong. Rules are not run.",
    mixinStandardHelpOptions = true)
public final class SendTestCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "DESTINATION", description = "Name in the configuration.")
  private String destination = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "EVENT",
      defaultValue = "purchase",
      description =
          "Name of the event (default: ${DEFAULT-VALUE}), or a file with an event as JSON.")
  private String event = "purchase";

  @Mixin private ConfigFile config = new ConfigFile();

  @Option(
      names = "--live",
      description = "Send it even where the vendor has no test mode: then it counts.")
  private boolean live;

  @Override
  public Integer call() throws IOException {
    var process = Server.Surroundings.ofProcess();
    var loaded = config.plan();
    if (loaded.isEmpty()) {
      return 1;
    }
    var plan = loaded.get();
    plan.rules().close();
    var planned = plan.destinations().get(destination);
    if (planned == null) {
      throw new IllegalArgumentException(
          "no destination " + destination + "; there are " + plan.destinations().keySet());
    }
    var now = process.clock().instant();
    var test = new SendTest(planned, plan.configuration().data().dir(), now);
    var report =
        isFile(event)
            ? test.of(read(Path.of(event), now.toEpochMilli()), live)
            : test.of(event, live);
    print(report.request());
    print(report.answer());
    (report.well() ? System.out : System.err).println(Printable.text(report.words()));
    return report.well() ? 0 : 1;
  }

  private static boolean isFile(String event) {
    return event.endsWith(".json") || event.contains("/") || Files.isRegularFile(Path.of(event));
  }

  private static void print(String text) {
    if (!text.isEmpty()) {
      System.out.println(Printable.text(text) + "\n");
    }
  }

  /// With an id and a time where it has none.
  private static Event read(Path file, long now) throws IOException {
    if (!(new ObjectMapper().readTree(Files.readString(file)) instanceof ObjectNode tree)) {
      throw new IllegalArgumentException(file + " holds no JSON object");
    }
    if (!tree.has("event_name")) {
      throw new IllegalArgumentException(file + " has no event_name");
    }
    if (!tree.has("event_id")) {
      tree.put("event_id", UUID.randomUUID().toString());
    }
    if (!tree.has("event_time")) {
      tree.put("event_time", now);
    }
    return Event.of(tree);
  }
}
