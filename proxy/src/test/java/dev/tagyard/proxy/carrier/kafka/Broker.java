package dev.tagyard.proxy.carrier.kafka;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// A real Kafka broker, its own controller, in a process of its own on this machine.
final class Broker implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);
  private static final String CLUSTER = "AAAAAAAAAAAAAAAAAAAAAA";

  private final Process process;
  private final int port;

  private Broker(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static Broker start(Path folder) throws IOException, InterruptedException {
    var port = freePort();
    var controller = freePort();
    var settings =
        Files.writeString(
            folder.resolve("server.properties"),
            """
            process.roles=broker,controller
            node.id=1
            controller.quorum.voters=1@127.0.0.1:%d
            listeners=PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d
            advertised.listeners=PLAINTEXT://127.0.0.1:%d
            controller.listener.names=CONTROLLER
            log.dirs=%s
            """
                .formatted(controller, port, controller, port, folder.resolve("data")));
    var output = folder.resolve("broker.log");
    var format =
        java(output, "kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c", settings.toString());
    if (format.waitFor() != 0) {
      throw new AssertionError("the broker's folder: " + Files.readString(output));
    }
    var broker = new Broker(java(output, "kafka.Kafka", settings.toString()), port);
    try {
      broker.await(output);
      return broker;
    } catch (IOException | InterruptedException | AssertionError failed) {
      broker.close();
      throw failed;
    }
  }

  /// As `bootstrap.servers` wants it.
  String address() {
    return "127.0.0.1:" + port;
  }

  private void await(Path output) throws IOException, InterruptedException {
    var until = Instant.now().plus(START);
    while (!answers()) {
      if (!process.isAlive() || Instant.now().isAfter(until)) {
        throw new AssertionError("the broker does not start: " + Files.readString(output));
      }
      process.waitFor(Duration.ofMillis(100));
    }
  }

  private boolean answers() {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private static Process java(Path output, String... command) throws IOException {
    var java =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"));
    return new ProcessBuilder(Stream.concat(java.stream(), Stream.of(command)).toList())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
        .start();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
