package dev.tagyard.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/// Which core the servers are held to, and what this process takes of its own.
///
/// @param server core; empty where cores cannot be chosen, or are not to be
/// @param all cores of this machine, as `taskset` has them; empty where cores cannot be chosen
record Cores(String server, String all) {
  static Cores ofProperties() {
    return new Cores(
        System.getProperty("bench.server.core", ""), System.getProperty("bench.cores", ""));
  }

  /// For a server that keeps all cores.
  Cores unpinned() {
    return new Cores("", all);
  }

  /// A command that is not held to this process's own core.
  List<String> free(List<String> command) {
    var free = new ArrayList<String>();
    if (!all.isEmpty()) {
      free.addAll(List.of("taskset", "-c", all));
    }
    free.addAll(command);
    return free;
  }

  /// The server takes itself to have one core from the start, and is held to it once it is warm:
  /// until then its compiler may use the others.
  List<String> javaOptions() {
    return server.isEmpty() ? List.of() : List.of("-XX:ActiveProcessorCount=1");
  }

  /// Holds all threads of a process to the servers' core from now on.
  void pin(long pid) throws IOException {
    if (server.isEmpty()) {
      return;
    }
    var command = List.of("taskset", "-a", "-c", "-p", server, String.valueOf(pid));
    try {
      new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  /// CPU time of the load generator and the vendors so far.
  static double loadCpuSeconds() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
        / 1e9;
  }

  @Override
  public String toString() {
    return server.isEmpty()
        ? "servers and load share all cores (no taskset, or one core only)"
        : "servers on core " + server + ", load on another";
  }
}
