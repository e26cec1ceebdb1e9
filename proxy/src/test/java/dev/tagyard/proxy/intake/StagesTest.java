package dev.tagyard.proxy.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StagesTest {
  private final ArrayDeque<Runnable> later = new ArrayDeque<>();
  private final List<String> done = new ArrayList<>();
  private final Stages<String> stages =
      new Stages<>(
          later::add, List.of(name -> done.add("read " + name), name -> done.add("keep " + name)));

  @Test
  void what_arrives_in_one_turn_takes_each_step_together() {
    stages.add("a", 1);
    stages.add("b", 1);
    assertThat(done).isEmpty();

    run();
    assertThat(done).containsExactly("read a", "read b", "keep a", "keep b");

    stages.add("c", 1);
    run();
    assertThat(done).endsWith("read c", "keep c").hasSize(6);
  }

  @Test
  void many_go_at_once_and_what_comes_after_them_goes_with_the_turn() {
    IntStream.range(0, 33).forEach(n -> stages.add("n" + n, 1));
    assertThat(done).hasSize(2 * 32);

    run();
    assertThat(done).hasSize(2 * 33).endsWith("read n32", "keep n32");
  }

  @Test
  void large_ones_go_at_once_too() {
    stages.add("small", 1);
    stages.add("large", 1 << 20);

    assertThat(done).containsExactly("read small", "read large", "keep small", "keep large");
    run();
    assertThat(done).hasSize(4);
  }

  private void run() {
    while (!later.isEmpty()) {
      later.remove().run();
    }
  }
}
