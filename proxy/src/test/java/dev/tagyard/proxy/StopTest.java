package dev.tagyard.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StopTest {
  private static final int EVENT_LOOPS = 4;

  /// One event loop waits for five seconds; four in turn would for twenty.
  private static final Duration LONGEST = Duration.ofSeconds(12);

  /// The second begins when the first is answered.
  private static final String ONE_AND_A_HALF_REQUESTS =
      """
      GET /nothing HTTP/1.1\r
      Host: a\r
      \r
      POST /e HTTP/1.1\r
      Host: a\r
      Content-Length: 9\r
      \r
      {\
      """;

  @TempDir private Path folder = Path.of("");

  @Test
  void requests_that_do_not_end_are_waited_for_on_all_event_loops_at_once() throws Exception {
    var sockets = new ArrayList<Socket>();
    try (var proxy = RunningProxy.start(folder, StopTest::manyLoops)) {
      // Each event loop in turn takes one of them.
      for (var i = 0; i < EVENT_LOOPS; i++) {
        var socket = new Socket(InetAddress.getLoopbackAddress(), proxy.server().publicPort());
        sockets.add(socket);
        socket.getOutputStream().write(ONE_AND_A_HALF_REQUESTS.getBytes(US_ASCII));
        assertThat(socket.getInputStream().read()).isEqualTo('H');
      }
      var began = System.nanoTime();

      proxy.stopServer();

      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LONGEST);
    } finally {
      for (var socket : sockets) {
        socket.close();
      }
    }
  }

  /// On a port of their own: of a free one that the system chooses, each event loop has another.
  private static String manyLoops(String yaml) {
    return yaml.replaceFirst(
        "listen: 127.0.0.1:0",
        "listen: 127.0.0.1:" + freePort() + "\n  event_loops: " + EVENT_LOOPS);
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException none) {
      throw new UncheckedIOException(none);
    }
  }
}
