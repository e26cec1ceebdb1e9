package dev.tagyard.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The bare server in a process of its own, with the JVM flags of the proxy.
record Bare(Child child, int port) implements AutoCloseable {
  static Bare start(Path folder, Cores cores) throws IOException {
    var port = Child.freePort();
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseCompactObjectHeaders",
            "-cp",
            System.getProperty("java.class.path"),
            BareServer.class.getName(),
            String.valueOf(port));
    return new Bare(
        Child.start(cores.pin(), command, Map.of(), folder.resolve("bare.txt"), port), port);
  }

  @Override
  public void close() {
    child.close();
  }
}
