package dev.tagyard.proxy.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.proxy.sender.Resolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class WebTest {
  @Test
  void an_answer_that_drips_is_given_up() throws Exception {
    assertThat(answer(1, 50, Duration.ofMillis(500)))
        .isEqualTo(new Web.Answer.Unreachable("no answer within 0 s", false));
  }

  @Test
  void an_answer_without_end_is_not_taken_in() throws Exception {
    assertThat(answer(65_536, 0, Duration.ofSeconds(30)))
        .isInstanceOfSatisfying(
            Web.Answer.Unreachable.class,
            none -> assertThat(none.why()).startsWith("the connection broke"));
  }

  private static Web.Answer answer(int bytes, long pauseMillis, Duration patience)
      throws Exception {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var web = new Web(patience, new Resolver())) {
      server.setExecutor(threads);
      server.createContext("/", exchange -> write(exchange, bytes, pauseMillis));
      server.start();
      var uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");

      var answer = web.send(new HttpCall("GET", uri, Map.of(), ""));

      server.stop(0);
      threads.shutdownNow();
      return answer;
    }
  }

  private static void write(HttpExchange exchange, int bytes, long pauseMillis) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    while (!Thread.currentThread().isInterrupted()) {
      exchange.getResponseBody().write(new byte[bytes]);
      exchange.getResponseBody().flush();
      LockSupport.parkNanos(pauseMillis * 1_000_000);
    }
  }
}
