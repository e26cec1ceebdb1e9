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
    return new Bare(Child.start(command, Map.of(), folder.resolve("bare.txt"), port), port, cores);
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
