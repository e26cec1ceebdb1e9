package dev.tagyard.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.http.ConnectionCap.Verdict;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ConnectionCapTest {
  private static final OptionalLong ONE = OptionalLong.of(1);
  private static final OptionalLong OTHER = OptionalLong.of(2);
  private static final OptionalLong PROXY = OptionalLong.empty();

  @Test
  void one_network_cannot_take_the_connections_of_all() {
    var cap = new ConnectionCap();

    assertThat(cap.opened(ONE, 10, 2)).isEqualTo(Verdict.OPEN);
    assertThat(cap.opened(ONE, 10, 2)).isEqualTo(Verdict.OPEN);
    assertThat(cap.opened(ONE, 10, 2)).isEqualTo(Verdict.FULL_FOR_NETWORK);
    assertThat(cap.opened(OTHER, 10, 2)).isEqualTo(Verdict.OPEN);

    cap.closed(ONE);
    assertThat(cap.opened(ONE, 10, 2)).isEqualTo(Verdict.OPEN);
  }

  @Test
  void a_proxy_has_as_many_as_there_are() {
    var cap = new ConnectionCap();

    assertThat(cap.opened(PROXY, 3, 1)).isEqualTo(Verdict.OPEN);
    assertThat(cap.opened(PROXY, 3, 1)).isEqualTo(Verdict.OPEN);
    assertThat(cap.opened(PROXY, 3, 1)).isEqualTo(Verdict.OPEN);
    assertThat(cap.opened(PROXY, 3, 1)).isEqualTo(Verdict.FULL);
    assertThat(cap.open()).isEqualTo(3);
  }

  @Test
  void remembers_nobody_who_has_gone() {
    var cap = new ConnectionCap();
    for (var network = 0; network < 1_000; network++) {
      assertThat(cap.opened(OptionalLong.of(network), 10, 2)).isEqualTo(Verdict.OPEN);
      cap.closed(OptionalLong.of(network));
    }

    assertThat(cap.open()).isZero();
    assertThat(cap.networks()).isZero();
  }
}
