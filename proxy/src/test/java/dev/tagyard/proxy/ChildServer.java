package dev.tagyard.proxy;

import dev.tagyard.proxy.sender.Backoff;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/// A server in a process of its own, to be killed. Its first argument is the configuration, its
/// second a file that it writes both ports to once it takes events.
final class ChildServer {
  private ChildServer() {}

  public static void main(String[] arguments) throws Exception {
    var surroundings =
        new Server.Surroundings(
            Contract.environment(),
            JumpingClock.beside(Path.of(arguments[0])),
            new Backoff(Duration.ofMillis(50), Duration.ofSeconds(1)));
    var server = Server.start(Path.of(arguments[0]), surroundings);
    var ports = Path.of(arguments[1]);
    var part = ports.resolveSibling(ports.getFileName() + ".part");
    Files.writeString(part, server.publicPort() + " " + server.adminPort());
    Files.move(part, ports, StandardCopyOption.ATOMIC_MOVE);
    new CountDownLatch(1).await();
  }
}
