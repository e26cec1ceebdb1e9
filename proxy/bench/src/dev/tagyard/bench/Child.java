package dev.tagyard.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A server in a process of its own, held to one core where `taskset` is there to do so.
final class Child implements AutoCloseable {
  private static final long START_NANOS = 120_000_000_000L;
  private static final double TICKS_PER_SECOND = 100;

  private final Process process;
  private final Path output;

  private Child(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /// Starts it and waits until it listens.
  static Child start(List<String> command, Map<String, String> environment, Path output, int port)
      throws IOException {
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    var child = new Child(builder.start(), output);
    Runtime.getRuntime().addShutdownHook(new Thread(child.process::destroyForcibly));
    child.await(port);
    return child;
  }

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  long pid() {
    return process.pid();
  }

  /// User and system time so far.
  double cpuSeconds() {
    return ticks(proc("stat")) / TICKS_PER_SECOND;
  }

  /// What of that its compilers took; 0 where the system does not tell of threads.
  double compilerSeconds() throws IOException {
    var threads = Path.of("/proc", String.valueOf(process.pid()), "task");
    if (!Files.isDirectory(threads)) {
      return 0;
    }
    var ticks = 0L;
    try (var all = Files.list(threads)) {
      for (var thread : all.toList()) {
        var stat = stat(thread);
        if (stat.contains("(C1 Compiler") || stat.contains("(C2 Compiler")) {
          ticks += ticks(stat);
        }
      }
    }
    return ticks / TICKS_PER_SECOND;
  }

  private static String stat(Path thread) {
    try {
      return Files.readString(thread.resolve("stat"));
    } catch (IOException ended) {
      return "";
    }
  }

  private static long ticks(String stat) {
    var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }

  double residentMegabytes() {
    for (var line : proc("status").split("\n")) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
      }
    }
    return Double.NaN;
  }

  /// What its heap holds that something still refers to: collects first.
  double liveHeapMegabytes() throws IOException {
    var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    var asked =
        new ProcessBuilder(jcmd, String.valueOf(process.pid()), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    try (var lines = asked.inputReader()) {
      return lines
          .lines()
          .filter(line -> line.startsWith("Total"))
          .mapToDouble(line -> Double.parseDouble(line.trim().split("\\s+")[2]) / (1 << 20))
          .sum();
    }
  }

  private String proc(String file) {
    try {
      return Files.readString(Path.of("/proc", String.valueOf(process.pid()), file));
    } catch (IOException gone) {
      throw new IllegalStateException("the server ended; see " + output, gone);
    }
  }

  private void await(int port) throws IOException {
    var until = System.nanoTime() + START_NANOS;
    while (System.nanoTime() < until && process.isAlive()) {
      try (var socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
        return;
      } catch (IOException notYet) {
        pause(10);
      }
    }
    process.destroyForcibly();
    throw new IOException("a server did not start:\n" + Files.readString(output));
  }

  static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
    }
  }
}
