package dev.tagyard.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The bare server in a process of its own, with the JVM flags of the proxy.
record Bare(Child child, int port, Cores cores) implements AutoCloseable {
  static Bare start(Path folder, Cores cores) throws IOException {
    var port = Child.freePort();
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-XX:+UseCompactObjectHeaders");
    command.addAll(cores.javaOptions());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(BareServer.class.getName(), String.valueOf(port)));
    var output = folder.resolve("bare.txt");
    return new Bare(Child.start(cores.free(command), Map.of(), output, port), port, cores);
  }

  /// What it does alone, as fast as it goes.
  List<Round> rounds(Options options) throws IOException {
    var rounds = new ArrayList<Round>();
    try (var load =
        new Load(port, options.connections(), 202, Requests::event, new Tally())) {
      load.warmUp(options.warmSeconds() / 2, child, () -> {});
      pin();
      for (var round = 0; round < options.rounds(); round++) {
        var cpu = child.cpuSeconds();
        var loadCpu = Cores.loadCpuSeconds();
        var seen = load.run(Long.MAX_VALUE, options.seconds() * 1_000_000_000L, 0);
        rounds.add(
            Round.of(
                seen.answered(),
                seen.nanos(),
                seen.sortedNanos(),
                child.cpuSeconds() - cpu,
                Cores.loadCpuSeconds() - loadCpu));
      }
    }
    return rounds;
  }

  /// It is warm: from now on its core alone.
  void pin() throws IOException {
    cores.pin(child.pid());
  }

  @Override
  public void close() {
    child.close();
  }
}
