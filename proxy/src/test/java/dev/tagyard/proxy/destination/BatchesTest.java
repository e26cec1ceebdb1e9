package dev.tagyard.proxy.destination;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchesTest {
  private static final List<Delivery> TEN =
      IntStream.range(0, 10).mapToObj(i -> Samples.allowed(Samples.purchase("e" + i))).toList();

  @Test
  void a_load_ends_at_so_many_events() {
    var loads = Batches.of(TEN, Delivery::key, 4, 1_000);

    assertThat(loads)
        .extracting(load -> load.events())
        .containsExactly("e0,e1,e2,e3", "e4,e5,e6,e7", "e8,e9");
    assertThat(loads.getLast().deliveries()).isEqualTo(TEN.subList(8, 10));
  }

  @Test
  void a_load_ends_at_so_many_bytes_of_utf_8() {
    var loads = Batches.of(TEN, delivery -> "ü".repeat(10), 1_000, 63);

    assertThat(loads).extracting(load -> load.deliveries().size()).containsExactly(3, 3, 3, 1);
    assertThat(loads).allSatisfy(load -> assertThat(Batches.bytes(load.events())).isLessThan(63));
  }

  @Test
  void one_event_beyond_the_room_goes_alone() {
    assertThat(Batches.of(TEN, delivery -> "x".repeat(100), 1_000, 50))
        .hasSize(10)
        .allMatch(load -> load.deliveries().size() == 1);
  }

  @Test
  void nothing_gives_no_load() {
    assertThat(Batches.of(List.of(), Delivery::key, 1, 1)).isEmpty();
  }
}
