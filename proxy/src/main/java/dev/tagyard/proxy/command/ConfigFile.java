package dev.tagyard.proxy.command;

import dev.tagyard.proxy.Server;
import dev.tagyard.proxy.plan.Plan;
import dev.tagyard.proxy.plan.PlanReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The configuration that a command works by; an option of each that needs one.
final class ConfigFile {
  private static final Path USUAL = Path.of("tagyard.yaml");

  private static final String OPTION = "--config";

  @Option(
      names = OPTION,
      description = "Configuration file (default: ${DEFAULT-VALUE}).",
      defaultValue = "tagyard.yaml")
  private Path path = USUAL;

  /// Its path, before the command line is read as a whole.
  static Path in(String... arguments) {
    for (var i = 0; i < arguments.length; i++) {
      if (arguments[i].startsWith(OPTION + "=")) {
        return Path.of(arguments[i].substring(OPTION.length() + 1));
      }
      if (arguments[i].equals(OPTION) && i + 1 < arguments.length) {
        return Path.of(arguments[i + 1]);
      }
    }
    return USUAL;
  }

  /// Whether it is the usual one, and not there: some commands can do without.
  boolean isAbsent() {
    return path.equals(USUAL) && Files.notExists(path);
  }

  Path path() {
    return path;
  }

  /// Where there are mistakes they are printed, and there is no plan.
  Optional<Plan> plan() {
    return read(path).plan();
  }

  static PlanReader.Loaded read(Path path) {
    var loaded = Server.Surroundings.ofProcess().reader(path).read(1);
    Problems.print(loaded.problems());
    return loaded;
  }
}
