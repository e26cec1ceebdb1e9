package dev.tagyard.proxy;

import dev.tagyard.proxy.command.CheckCommand;
import dev.tagyard.proxy.command.CompareCommand;
import dev.tagyard.proxy.command.ConsentCommand;
import dev.tagyard.proxy.command.DeadLettersCommand;
import dev.tagyard.proxy.command.DemoCommand;
import dev.tagyard.proxy.command.DoctorCommand;
import dev.tagyard.proxy.command.ExplainCommand;
import dev.tagyard.proxy.command.InitCommand;
import dev.tagyard.proxy.command.PrivacyReportCommand;
import dev.tagyard.proxy.command.ReplayCommand;
import dev.tagyard.proxy.command.SchemaCommand;
import dev.tagyard.proxy.command.SendTestCommand;
import dev.tagyard.proxy.command.ServeCommand;
import dev.tagyard.proxy.command.TestCommand;
import dev.tagyard.proxy.command.WarmUpCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command line. Exit status: 0 done, 1 it failed or found mistakes, 2 the command line itself
/// is wrong.
@Command(
    name = "tagyard",
    description = "First-party server-side tag manager.",
    version = "tagyard 0.1.0",
    mixinStandardHelpOptions = true,
    subcommands = {
      DemoCommand.class,
      ServeCommand.class,
      CheckCommand.class,
      InitCommand.class,
      TestCommand.class,
      ExplainCommand.class,
      DeadLettersCommand.class,
      CompareCommand.class,
      DoctorCommand.class,
      SendTestCommand.class,
      ConsentCommand.class,
      PrivacyReportCommand.class,
      ReplayCommand.class,
      SchemaCommand.class,
      WarmUpCommand.class
    })
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /// As [#main], without ending the process.
  public static int run(String... arguments) {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler((failure, commandLine, parsed) -> {
          commandLine.getErr().println("tagyard: " + failure.getMessage());
          return 1;
        })
        .execute(arguments);
  }
}
