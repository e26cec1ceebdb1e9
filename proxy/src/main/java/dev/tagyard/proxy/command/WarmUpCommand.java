package dev.tagyard.proxy.command;

import dev.tagyard.proxy.demo.Demo;
import dev.tagyard.proxy.packaged.Packaged;
import dev.tagyard.rules.RuleOptions;
import dev.tagyard.rules.RuleSet;
import dev.tagyard.rules.yaml.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Does for some seconds what a server does when it starts, for the JDK's cache of loaded classes:
/// the launcher's `--make-aot-cache` records it.
@Command(name = "warm-up", hidden = true)
public final class WarmUpCommand implements Callable<Integer> {
  private static final Duration TIME = Duration.ofSeconds(3);

  @Override
  public Integer call() throws Exception {
    var folder = Files.createTempDirectory("tagyard-warm-up");
    try (var demo = Demo.start(0)) {
      Files.writeString(folder.resolve("10.yaml"), Packaged.text("init/rule.yaml"));
      Files.writeString(folder.resolve("20.js"), Packaged.text("init/warm-up.js"));
      var problems = new ArrayList<Problem>();
      try (var rules =
          RuleSet.load(folder, RuleOptions.of(Set.of("meta", "ga4")), problems)
              .orElseThrow(() -> new IllegalStateException(problems.toString()))) {
        rules.warmUp(TIME);
      }
      System.out.println("warmed up, " + demo.shopAddress() + " closes");
    } finally {
      delete(folder);
    }
    return 0;
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(file -> {
            try {
              Files.delete(file);
            } catch (IOException kept) {
              throw new UncheckedIOException(kept);
            }
          });
    }
  }
}
