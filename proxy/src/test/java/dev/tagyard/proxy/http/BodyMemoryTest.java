package dev.tagyard.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BodyMemoryTest {
  private static final int MB = 1 << 20;

  @Test
  void all_bodies_together_take_no_more_than_there_is() {
    var memory = new BodyMemory(8 * MB);
    var many = memory.share();
    for (var i = 0; i < 6; i++) {
      assertThat(many.take(MB)).isTrue();
    }

    assertThat(memory.share().take(MB)).isFalse();
    assertThat(many.take(1)).isFalse();
    assertThat(memory.taken()).isEqualTo(6 * MB);

    many.close();
    assertThat(memory.share().take(MB)).isTrue();
  }

  @Test
  void large_bodies_leave_room_for_small_ones() {
    var memory = new BodyMemory(8 * MB);
    assertThat(memory.share().take(6 * MB)).isTrue();

    var small = memory.share();
    assertThat(small.take(10_000)).isTrue();
    assertThat(small.take(10_000)).isFalse();

    var neighbours = 0;
    while (memory.share().take(16 << 10)) {
      neighbours++;
    }
    assertThat(neighbours).isEqualTo((2 * MB - 10_000) / (16 << 10));
  }

  @Test
  void a_share_is_given_back_once() {
    var memory = new BodyMemory(8 * MB);
    var other = memory.share();
    assertThat(other.take(1_000)).isTrue();
    var share = memory.share();
    assertThat(share.take(500)).isTrue();

    share.close();
    share.close();

    assertThat(memory.taken()).isEqualTo(1_000);
  }

  @Test
  void of_any_heap_several_of_the_largest_bodies_fit() {
    var share = BodyMemory.ofHeap().share();

    assertThat(share.take(RequestBody.MOST_INFLATED)).isTrue();
    assertThat(share.take(RequestBody.MOST_INFLATED)).isTrue();
    assertThat(share.take(RequestBody.MOST_INFLATED)).isTrue();
  }
}
