package dev.tagyard.proxy.eventlog.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.eventlog.Lane;
import dev.tagyard.proxy.eventlog.rocksdb.OutboxWindow.Found;
import dev.tagyard.proxy.eventlog.rocksdb.OutboxWindow.Held;
import dev.tagyard.proxy.eventlog.rocksdb.OutboxWindow.Slot;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Execution(ExecutionMode.CONCURRENT)
final class OutboxWindowTest {
  private static final Slot SLOT = new Slot(100, 100, 1, Optional.empty());

  private final Budget all = new Budget(10_000);
  private final Budget.Share budget = all.of(1);

  @Test
  void a_whole_window_needs_no_walk_until_it_overflows() {
    var window = new OutboxWindow(budget, true);
    window.put(key(5), SLOT);
    assertThat(window.mayHoldMore(Long.MAX_VALUE)).isFalse();

    for (var n = 0; n < 50_000; n++) {
      window.put(key(n), SLOT);
    }

    assertThat(window.mayHoldMore(10)).isFalse();
    assertThat(window.mayHoldMore(Long.MAX_VALUE)).isTrue();
    assertThat(keys(window, 3)).containsExactly(key(0), key(1), key(2));
  }

  @Test
  void what_comes_and_goes_during_a_walk_is_not_missed() {
    var window = new OutboxWindow(budget, false);
    assertThat(window.begin()).isTrue();
    assertThat(window.begin()).isFalse();

    window.remove(key(1));
    window.put(key(2), SLOT);
    window.put(key(9), SLOT);
    window.finish(new TreeMap<>(Map.of(key(1), SLOT, key(3), SLOT)), false);

    assertThat(keys(window, 10)).containsExactly(key(2), key(3));
    assertThat(window.mayHoldMore(3)).isTrue();
    assertThat(window.mayHoldMore(2)).isFalse();
  }

  /// The window against the disk that it stands for.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void shows_the_head_of_what_is_on_disk(long seed) {
    var random = new Random(seed);
    var disk = new TreeSet<OutboxKey>();
    for (var n = 0; n < 500; n++) {
      disk.add(key(random.nextInt(10_000)));
    }
    var window = new OutboxWindow(budget, false);
    for (var step = 0; step < 5_000; step++) {
      var key = key(random.nextInt(10_000));
      switch (random.nextInt(4)) {
        case 0 -> {
          disk.add(key);
          window.put(key, SLOT);
        }
        case 1 -> {
          var gone = disk.ceiling(key);
          if (gone != null) {
            disk.remove(gone);
            window.remove(gone);
          }
        }
        case 2 -> walk(window, disk, random);
        default -> {
          var due = keys(window, 5);
          assertThat(due).isEqualTo(disk.stream().limit(due.size()).toList());
          if (due.size() < 5 && !window.mayHoldMore(Long.MAX_VALUE)) {
            assertThat(disk).hasSize(due.size());
          }
        }
      }
    }
  }

  private static void walk(OutboxWindow window, NavigableSet<OutboxKey> disk, Random random) {
    assertThat(window.begin()).isTrue();
    var seen = new TreeSet<>(disk);
    var walked = new TreeMap<OutboxKey, Slot>();
    var from = window.reach();
    var rest = from.isPresent() ? seen.tailSet(from.get(), false) : seen;
    rest.stream().limit(50).forEach(key -> walked.put(key, SLOT));
    for (var n = 0; n < 5; n++) {
      var key = key(random.nextInt(10_000));
      if (disk.add(key)) {
        window.put(key, SLOT);
      } else {
        disk.remove(key);
        window.remove(key);
      }
    }
    window.finish(walked, walked.size() < 50);
  }

  @Test
  void holds_entries_only_as_far_as_memory_is_given() {
    var window = new OutboxWindow(budget, true);
    for (var n = 0; n < 20; n++) {
      window.put(key(n), slot(800));
    }

    assertThat(held(window)).isEqualTo(12);
    window.remove(key(0));
    window.put(key(30), slot(800));
    assertThat(held(window)).isEqualTo(12);
  }

  @Test
  void what_one_destination_holds_leaves_the_others_their_share() {
    var dead = new OutboxWindow(budget, true);
    for (var n = 0; n < 20; n++) {
      dead.put(key(n), slot(800));
    }
    var others = List.of(new OutboxWindow(all.of(2), true), new OutboxWindow(all.of(3), true));
    dead.remove(key(0));
    for (var n = 1; n < 10; n++) {
      dead.remove(key(n));
    }

    for (var n = 0; n < 20; n++) {
      for (var other : others) {
        other.put(key(n), slot(800));
      }
      dead.put(key(100 + n), slot(800));
    }

    assertThat(others).allSatisfy(other -> assertThat(held(other)).isEqualTo(4));
    assertThat(held(dead)).isEqualTo(4);
  }

  private static Slot slot(long weight) {
    var entry = Records.outbox("meta", 1, Records.NOON);
    return new Slot(100, 100, 1, Optional.of(new Held(entry, weight)));
  }

  private static long held(OutboxWindow window) {
    return window.due(Long.MAX_VALUE, 100, key -> true).stream()
        .filter(found -> found.slot().held().isPresent())
        .count();
  }

  private static List<OutboxKey> keys(OutboxWindow window, int limit) {
    return window.due(Long.MAX_VALUE, limit, key -> true).stream().map(Found::key).toList();
  }

  private static OutboxKey key(long due) {
    return new OutboxKey(1, Lane.CONVERSIONS, due, due, 0);
  }
}
