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
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The same transform (parse, rule, write) in Java, by a script interpreted and compiled, and in
/// Node: processes of their own, measured in turns, by processor time, so that what else the
/// machine does falls on all of them.
///
///     proxy/bench/jmh rules compare
public final class TransformComparison {
  private static final int ROUNDS = Integer.getInteger("rounds", 11);

  /// So many that the processor time, which is counted in steps of 10 ms, is told to a few percent.
  private static final int EVENTS = Integer.getInteger("events", 100_000);

  private static final int WARM_EVENTS = 4_000;
  private static final long WARM_NANOS = Integer.getInteger("warm-up", 150) * 1_000_000_000L;
  private static final double COMPILED_TIMES_JAVA = 1.4;
  private static final double INTERPRETED_TIMES_JAVA = 4;

  private TransformComparison() {}

  private record Child(
      String name, Process process, BufferedReader out, long firstMillis, List<Long> nanos) {
    static Child start(String name, List<String> command) throws IOException {
      var process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      var out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      return new Child(name, process, out, number(out), new ArrayList<>());
    }

    /// @return nanoseconds of an event
    long measure(int events) throws IOException {
      return ask(String.valueOf(events));
    }

    long ask(String line) throws IOException {
      process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
      return number(out);
    }

    /// To one core from now on, where the system can: what moves between two costs more, and not
    /// each process moves.
    void pin() {
      try {
        new ProcessBuilder("taskset", "-acp", "0", Long.toString(process.pid()))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
      } catch (IOException | InterruptedException noSuchTool) {
        System.out.println("not held to one core: no taskset");
      }
    }

    private static long number(BufferedReader out) throws IOException {
      return Long.parseLong(String.valueOf(out.readLine()));
    }

    double medianMicros() {
      return median(nanos.stream().map(each -> each / 1000.0).toList());
    }

    /// Round by round, so that both had the same machine.
    double times(Child other) {
      return median(
          IntStream.range(0, nanos.size())
              .mapToObj(round -> (double) nanos.get(round) / other.nanos.get(round))
              .toList());
    }

    private static double median(List<Double> values) {
      return values.stream().sorted().toList().get(values.size() / 2);
    }

    boolean isScript() {
      return name.equals("interpreted") || name.equals("compiled");
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
    } else {
      System.out.println("compiled takes no part: its jars are not there (mvn package)");
    }
    children.add(Child.start("node", List.of("node", folder + "/child.mjs")));
    warmUp(children);
    for (var child : children) {
      child.pin();
    }
    for (var round = 0; round < ROUNDS; round++) {
      for (var child : children) {
        child.nanos.add(child.measure(EVENTS));
      }
    }
    tell(children);
    System.exit(0);
  }

  /// Prints the curve: each round while it falls fast, then ever fewer.
  private static void warmUp(List<Child> children) throws IOException {
    System.out.println("\nwarm-up, µs of processor time an event, compilers' own time included");
    System.out.printf("%8s  %8s", "after", "events");
    children.forEach(child -> System.out.printf("%13s", child.name));
    System.out.println();
    var start = System.nanoTime();
    var next = 0;
    for (var round = 0; System.nanoTime() - start < WARM_NANOS; round++) {
      var line = new StringBuilder();
      for (var child : children) {
        line.append("%13.1f".formatted(child.measure(WARM_EVENTS) / 1000.0));
      }
      if (round == next) {
        var seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("%6.1f s  %,8d%s%n", seconds, (round + 1) * WARM_EVENTS, line);
        next = Math.max(round + 1, round * 3 / 2);
      }
    }
  }

  private static void tell(List<Child> children) throws IOException {
    var java = children.getFirst();
    var node = children.getLast();
    System.out.printf("%nmedian of %d rounds of %,d events, in turns; ratios round by round%n", ROUNDS, EVENTS);
    for (var child : children) {
      System.out.printf(
          "%-12s %6.1f µs an event   %4.2f times Java   %4.2f times Node   first event after"
              + " %4d ms   %4d MiB%s%n",
          child.name,
          child.medianMicros(),
          child.times(java),
          child.times(node),
          child.firstMillis,
          child.memory(),
          goal(child, java, node));
    }
    for (var child : children) {
      System.out.printf("%-12s %s%n", child.name, each(child));
    }
    for (var child : children) {
      if (child.isScript()) {
        System.out.printf(
            "%-12s one more context: %d KiB of heap%n", child.name, child.ask("contexts") / 1024);
      }
    }
  }

  private static String goal(Child child, Child java, Child node) {
    return switch (child.name) {
      case "compiled" ->
          "   goal: at most %.1f times Java%s, no slower than Node%s"
              .formatted(
                  COMPILED_TIMES_JAVA,
                  missed(child.times(java) > COMPILED_TIMES_JAVA),
                  missed(child.times(node) > 1));
      case "interpreted" ->
          "   goal: at most %.1f times Java%s"
              .formatted(INTERPRETED_TIMES_JAVA, missed(child.times(java) > INTERPRETED_TIMES_JAVA));
      default -> "";
    };
  }

  private static String missed(boolean missed) {
    return missed ? " MISSED" : "";
  }

  private static String each(Child child) {
    return child.nanos.stream()
        .map(nanos -> String.format(Locale.ROOT, "%.1f", nanos / 1000.0))
        .collect(Collectors.joining(" "));
  }

  private static Child java(String name, String mode, String folder, List<String> flags)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(
        Arrays.asList(
            "-Xmx1g",
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
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
