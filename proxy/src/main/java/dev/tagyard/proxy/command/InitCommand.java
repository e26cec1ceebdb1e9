package dev.tagyard.proxy.command;

import dev.tagyard.proxy.packaged.Packaged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Writes a configuration to start from. Overwrites nothing.
@Command(
    name = "init",
    description = "Writes a commented configuration and one rule with its test.",
    mixinStandardHelpOptions = true)
public final class InitCommand implements Callable<Integer> {
  private static final Map<String, String> FILES =
      new TreeMap<>(
          Map.of(
              "tagyard.yaml", "init/tagyard.yaml",
              "rules/10-internal-traffic.yaml", "init/rule.yaml",
              "rules/tests/internal_traffic_is_dropped/event.json", "init/event.json",
              "rules/tests/internal_traffic_is_dropped/expect.yaml", "init/expect.yaml"));

  @Parameters(
      index = "0",
      paramLabel = "FOLDER",
      description = "Where to write (default: here).",
      defaultValue = ".")
  private Path folder = Path.of(".");

  @Override
  public Integer call() throws IOException {
    var status = 0;
    for (var file : FILES.entrySet()) {
      var target = folder.resolve(file.getKey());
      if (Files.exists(target)) {
        System.err.println(target + ": is there already and was left as it is");
        status = 1;
        continue;
      }
      var parent = target.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.writeString(target, Packaged.text(file.getValue()));
      System.out.println("wrote " + target);
    }
    var config = folder.resolve("tagyard.yaml");
    System.out.printf("next: tagyard check --config %1$s, then serve --config %1$s%n", config);
    return status;
  }
}
