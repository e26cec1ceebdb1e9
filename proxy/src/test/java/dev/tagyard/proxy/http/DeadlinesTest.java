package dev.tagyard.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpConnection;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
  private final AtomicInteger closed = new AtomicInteger();
  private final HttpConnection connection =
      (HttpConnection)
          Proxy.newProxyInstance(
              DeadlinesTest.class.getClassLoader(),
              new Class<?>[] {HttpConnection.class},
              (_, _, _) -> {
                closed.incrementAndGet();
                return null;
              });

  @Test
  void closes_what_takes_longer_than_allowed() {
    var deadlines = new Deadlines(1_000);
    deadlines.begin("slow", connection, 0);
    deadlines.begin("later", connection, 500);

    assertThat(deadlines.sweep(999)).isZero();
    assertThat(deadlines.sweep(1_000)).isEqualTo(1);

    assertThat(closed).hasValue(1);
    assertThat(deadlines.size()).isEqualTo(1);
  }

  @Test
  void leaves_alone_what_ended_in_time() {
    var deadlines = new Deadlines(1_000);
    deadlines.begin("quick", connection, 0);

    deadlines.end("quick");

    assertThat(deadlines.sweep(10_000)).isZero();
    assertThat(closed).hasValue(0);
  }
}
