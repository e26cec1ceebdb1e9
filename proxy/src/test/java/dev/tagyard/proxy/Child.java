package dev.tagyard.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A running [ChildServer].
final class Child implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(3);

  private final Process process;
  private final int publicPort;
  private final int adminPort;

  private Child(Process process, String ports) {
    this.process = process;
    var both = ports.split(" ", -1);
    this.publicPort = Integer.parseInt(both[0]);
    this.adminPort = Integer.parseInt(both[1]);
  }

  /// @param before what starts the JVM, such as a tracer with its options; may be empty
  static Child start(Path configuration, List<String> before) throws IOException {
    return start(configuration, before, "512m");
  }

  /// @param heap as `-Xmx` takes it
  static Child start(Path configuration, List<String> before, String heap) throws IOException {
    var ports = configuration.resolveSibling("ports");
    var output = configuration.resolveSibling("child.log");
    Files.deleteIfExists(ports);
    var command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx" + heap,
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            ChildServer.class.getName(),
            configuration.toString(),
            ports.toString()));
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
            .start();
    try {
      Eventually.holds(
          "the child takes events, or ended: see " + output,
          START,
          () -> Files.exists(ports) || !process.isAlive());
      if (!process.isAlive()) {
        throw new AssertionError("the child did not start: " + Files.readString(output));
      }
      return new Child(process, Files.readString(ports));
    } catch (IOException | AssertionError failure) {
      process.destroyForcibly();
      throw failure;
    }
  }

  int publicPort() {
    return publicPort;
  }

  int adminPort() {
    return adminPort;
  }

  long pid() {
    return process.pid();
  }

  /// SIGKILL, and waits until it is gone.
  void kill() {
    // Under strace the server is a process below, and would outlive it.
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
