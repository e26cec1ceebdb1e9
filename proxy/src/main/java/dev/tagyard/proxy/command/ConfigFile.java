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
  static final String USUAL = "tagyard.yaml";

  @Option(
      names = "--config",
      description = "Configuration file (default: ${DEFAULT-VALUE}).",
      defaultValue = USUAL)
  private Path path;

  ConfigFile() {
    this(Path.of(USUAL));
  }

  ConfigFile(Path path) {
    this.path = path;
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
