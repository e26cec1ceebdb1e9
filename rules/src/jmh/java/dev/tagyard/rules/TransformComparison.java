package dev.tagyard.rules;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The same transform (parse, rule, write) in Java, by a script interpreted and compiled, and in
/// Node: processes of their own, measured in turns, by processor time, so that what else the
/// machine does falls on all of them.
///
///     proxy/bench/jmh rules-comparison GRAAL_FOLDER
public final class TransformComparison {
  private static final int ROUNDS = 11;
  private static final int EVENTS = 4_000;
  private static final int WARM_UP_ROUNDS = 25;

  private TransformComparison() {}

  private record Child(String name, Process process, BufferedReader out, List<Long> nanos) {
    static Child start(String name, List<String> command) throws IOException {
      var process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      var out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      return new Child(name, process, out, new ArrayList<>());
    }

    long measure(int events) throws IOException {
      process.getOutputStream().write((events + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
      return Long.parseLong(String.valueOf(out.readLine()));
    }

    double median() {
      var sorted = nanos.stream().sorted().toList();
      return sorted.get(sorted.size() / 2) / 1000.0;
    }

    /// Resident memory in MiB, where the system tells.
    long memory() throws IOException {
      var status = Path.of("/proc", Long.toString(process.pid()), "status");
      if (!Files.exists(status)) {
        return 0;
      }
      return Files.readAllLines(status).stream()
          .filter(line -> line.startsWith("VmRSS"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .findFirst()
          .orElse(0);
    }
  }

  /// @param arguments the folder of `rule.js`, and that of the compiler's jars
  public static void main(String[] arguments) throws IOException {
    var folder = arguments[0];
    var children = new ArrayList<Child>();
    children.add(java("java", "java", folder, List.of()));
    children.add(java("interpreted", "script", folder, List.of()));
    if (arguments.length > 1 && Files.isDirectory(Path.of(arguments[1]))) {
      var compiler =
          List.of(
              "-XX:+UnlockExperimentalVMOptions",
              "-XX:+EnableJVMCI",
              "--upgrade-module-path=" + arguments[1]);
      children.add(java("compiled", "script", folder, compiler));
    }
    children.add(Child.start("node", List.of("node", folder + "/child.mjs")));
    for (var round = 0; round < WARM_UP_ROUNDS; round++) {
      for (var child : children) {
        var nanos = child.measure(EVENTS);
        System.out.printf("warm-up %2d  %-12s %6.1f µs%n", round, child.name, nanos / 1000.0);
      }
    }
    for (var round = 0; round < ROUNDS; round++) {
      for (var child : children) {
        child.nanos.add(child.measure(EVENTS));
      }
    }
    var java = children.getFirst().median();
    for (var child : children) {
      System.out.printf(
          "%-12s median of %d: %6.1f µs an event, %4.2f times Java, %d MiB; all %s%n",
          child.name,
          ROUNDS,
          child.median(),
          child.median() / java,
          child.memory(),
          Arrays.toString(child.nanos.stream().mapToLong(n -> n / 1000).toArray()));
      child.process.destroy();
    }
  }

  private static Child java(String name, String mode, String folder, List<String> flags)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(
        List.of(
            "-Xmx1g",
            "-XX:+UseSerialGC",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            TransformChild.class.getName(),
            mode,
            folder));
    return Child.start(name, command);
  }
}
