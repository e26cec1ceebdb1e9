package dev.tagyard.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpConnection;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
  private final HttpConnection slow = connection();
  private final HttpConnection other = connection();

  @Test
  void gives_once_what_takes_longer_than_allowed() {
    var deadlines = new Deadlines(() -> 1_000);
    deadlines.begin("slow", slow, 0);
    deadlines.begin("later", other, 500);

    assertThat(deadlines.overdue(999)).isEmpty();
    assertThat(deadlines.overdue(1_000)).containsExactly(slow);
    assertThat(deadlines.size()).isEqualTo(1);
    assertThat(deadlines.overdue(1_500)).containsExactly(other);
    assertThat(deadlines.size()).isZero();
  }

  @Test
  void leaves_alone_what_ended_in_time() {
    var deadlines = new Deadlines(() -> 1_000);
    deadlines.begin("quick", slow, 0);

    deadlines.end("quick");

    assertThat(deadlines.overdue(10_000)).isEmpty();
  }

  /// Asked nothing but whether it is another.
  private static HttpConnection connection() {
    return (HttpConnection)
        Proxy.newProxyInstance(
            DeadlinesTest.class.getClassLoader(),
            new Class<?>[] {HttpConnection.class},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "equals" ->
                      System.identityHashCode(self) == System.identityHashCode(arguments[0]);
                  case "hashCode" -> System.identityHashCode(self);
                  case "toString" -> "a connection";
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
