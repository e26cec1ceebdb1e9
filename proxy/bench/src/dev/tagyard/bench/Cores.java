package dev.tagyard.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/// Which core the servers are held to, and what this process takes of its own.
///
/// @param pin command prefix; empty where cores cannot be chosen
record Cores(List<String> pin) {
  static Cores ofProperty() {
    var core = System.getProperty("bench.server.core", "");
    return new Cores(core.isEmpty() ? List.of() : List.of("taskset", "-c", core));
  }

  /// CPU time of the load generator and the vendors so far.
  static double loadCpuSeconds() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
        / 1e9;
  }

  @Override
  public String toString() {
    return pin.isEmpty()
        ? "servers and load share all cores (no taskset, or one core only)"
        : "servers on core " + pin.getLast() + ", load on another";
  }
}
