package dev.tagyard.proxy;

import dev.tagyard.proxy.command.CheckCommand;
import dev.tagyard.proxy.command.CompareCommand;
import dev.tagyard.proxy.command.Complaint;
import dev.tagyard.proxy.command.ConsentCommand;
import dev.tagyard.proxy.command.DeadLettersCommand;
import dev.tagyard.proxy.command.DemoCommand;
import dev.tagyard.proxy.command.DoctorCommand;
import dev.tagyard.proxy.command.ExplainCommand;
import dev.tagyard.proxy.command.InitCommand;
import dev.tagyard.proxy.command.Printable;
import dev.tagyard.proxy.command.PrivacyReportCommand;
import dev.tagyard.proxy.command.ReplayCommand;
import dev.tagyard.proxy.command.SchemaCommand;
import dev.tagyard.proxy.command.SendTestCommand;
import dev.tagyard.proxy.command.ServeCommand;
import dev.tagyard.proxy.command.TestCommand;
import dev.tagyard.proxy.command.WarmUpCommand;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command line. Exit status: 0 done, 1 it failed or found mistakes, 2 the command line itself
/// is wrong.
@Command(
    name = "tagyard",
    description = "First-party server-side tag manager.",
    version = "tagyard 0.1.0",
    mixinStandardHelpOptions = true)
public final class Main {
  private static final List<Map.Entry<String, Class<?>>> COMMANDS =
      List.of(
          Map.entry("demo", DemoCommand.class),
          Map.entry("serve", ServeCommand.class),
          Map.entry("check", CheckCommand.class),
          Map.entry("init", InitCommand.class),
          Map.entry("test", TestCommand.class),
          Map.entry("explain", ExplainCommand.class),
          Map.entry("dead-letters", DeadLettersCommand.class),
          Map.entry("compare", CompareCommand.class),
          Map.entry("doctor", DoctorCommand.class),
          Map.entry("send-test", SendTestCommand.class),
          Map.entry("consent", ConsentCommand.class),
          Map.entry("privacy-report", PrivacyReportCommand.class),
          Map.entry("replay", ReplayCommand.class),
          Map.entry("schema", SchemaCommand.class),
          Map.entry("warm-up", WarmUpCommand.class));

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /// As [#main], without ending the process.
  public static int run(String... arguments) {
    var plain = ServeCommand.plain(arguments);
    return plain.isPresent() ? serve(plain.get()) : execute(arguments);
  }

  private static int serve(ServeCommand command) {
    try {
      return command.call();
    } catch (RuntimeException failure) {
      return failed(failure);
    }
  }

  private static int execute(String... arguments) {
    var commandLine = new CommandLine(new Main());
    // Each one that is known takes time at start.
    var named = COMMANDS.stream().filter(each -> isNamed(each.getKey(), arguments)).toList();
    (named.isEmpty() ? COMMANDS : named)
        .forEach(each -> commandLine.addSubcommand(each.getKey(), each.getValue()));
    return commandLine
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler((failure, failed, parsed) -> failed(failure))
        .execute(arguments);
  }

  private static int failed(Exception failure) {
    System.err.println(Printable.text("tagyard: " + Complaint.of(failure)));
    return 1;
  }

  private static boolean isNamed(String command, String... arguments) {
    return arguments.length > 0 && arguments[0].equals(command);
  }
}
