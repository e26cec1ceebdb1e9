package dev.tagyard.proxy.command;

import dev.tagyard.proxy.Server;
import dev.tagyard.proxy.plan.Plan;
import dev.tagyard.proxy.plan.PlanReader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The configuration that a command works by; an option of each that needs one.
final class ConfigFile {
  private static final String OPTION = "--config";
  private static final String USUAL = "tagyard.yaml";

  @Option(
      names = OPTION,
      description = "Configuration file (default: ${DEFAULT-VALUE}).",
      defaultValue = USUAL)
  private Path path = Path.of(USUAL);

  /// Its path, before the command line is read as a whole; absent where that will be refused.
  static Optional<Path> in(String... arguments) {
    var named = USUAL;
    for (var i = 0; i < arguments.length; i++) {
      if (arguments[i].startsWith(OPTION + "=")) {
        named = arguments[i].substring(OPTION.length() + 1);
      } else if (arguments[i].equals(OPTION) && i + 1 < arguments.length) {
        named = arguments[i + 1];
      }
    }
    try {
      return Optional.of(Path.of(named));
    } catch (InvalidPathException refused) {
      return Optional.empty();
    }
  }

  /// Whether it is the usual one, and not there: some commands can do without.
  boolean isAbsent() {
    return path.equals(Path.of(USUAL)) && Files.notExists(path);
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
