package dev.tagyard.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests of all kinds that an event loop finds together: each has its own answer, whatever its
/// neighbours are.
class ManyAtOnceTest {
  private static final int EACH = 25;
  private static final String EVENT =
      """
      {"event_name": "page_view", "event_id": "%s", "params": {"text": "%s"},
       "consent": {"categories": {"marketing": true, "statistics": true}}}\
      """;

  /// A backend's event that says nothing of consent: it is looked up first.
  private static final String SILENT = "{\"event_name\": \"lead\", \"event_id\": \"%s\"}";

  @TempDir private Path folder = Path.of("");

  @Test
  void requests_that_arrive_together_have_each_its_own_answer() throws Exception {
    var sockets = new ArrayList<Socket>();
    // One event loop finds them all.
    try (var proxy = RunningProxy.start(folder, ManyAtOnceTest::oneLoop)) {
      for (var i = 0; i < 4 * EACH; i++) {
        var socket = new Socket(InetAddress.getLoopbackAddress(), proxy.publicPort());
        socket.setSoTimeout(30_000);
        sockets.add(socket);
      }
      for (var i = 0; i < sockets.size(); i++) {
        sockets.get(i).getOutputStream().write(request(i).getBytes(StandardCharsets.US_ASCII));
      }
      for (var i = 0; i < sockets.size(); i++) {
        var answer = answer(sockets.get(i));
        switch (i % 4) {
          case 0, 1 -> assertThat(answer).contains(" 202 ", "\"accepted\":[\"event-" + i + "\"]");
          case 2 -> assertThat(answer).contains(" 400 ", "not JSON");
          default -> assertThat(answer).contains(" 202 ", "\"withheld\":[{\"index\":0");
        }
      }
      assertThat(proxy.settled().values())
          .allSatisfy(sum -> assertThat(sum.accepted()).isEqualTo(2 * EACH));
    } finally {
      for (var socket : sockets) {
        socket.close();
      }
    }
  }

  private static String oneLoop(String yaml) {
    return Contract.replace(yaml, Map.of("public:\n", "public:\n  event_loops: 1\n"));
  }

  private static String request(int number) {
    var id = "event-" + number;
    return switch (number % 4) {
      case 0 -> post("", EVENT.formatted(id, "small"));
      case 1 -> post("", EVENT.formatted(id, "x".repeat(30_000)));
      case 2 -> post("", EVENT.formatted(id, "cut short").substring(0, 60));
      default ->
          post("Authorization: Bearer " + Contract.SERVER_KEY + "\r\n", SILENT.formatted(id));
    };
  }

  private static String post(String header, String body) {
    return "POST /e HTTP/1.1\r\nHost: t.example.com\r\n"
        + header
        + "Content-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static String answer(Socket socket) throws IOException {
    var answer = new byte[4_000];
    return new String(answer, 0, socket.getInputStream().read(answer), StandardCharsets.US_ASCII);
  }
}
