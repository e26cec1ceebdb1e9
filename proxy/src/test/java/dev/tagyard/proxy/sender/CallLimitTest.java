package dev.tagyard.proxy.sender;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class CallLimitTest {
  private static final int MOST = 64;
  private static final Duration USUAL = Duration.ofMillis(50);

  private final CallLimit limit = new CallLimit();

  @Test
  void good_answers_raise_it_up_to_the_most() throws Exception {
    var first = limit.now();

    rounds(20, USUAL);

    assertThat(first).isLessThan(10);
    assertThat(limit.acquire(MOST)).isPresent();
    assertThat(limit.now()).isEqualTo(MOST);
  }

  @Test
  void what_is_not_used_does_not_raise_it() throws Exception {
    for (var n = 0; n < 100; n++) {
      var permit = limit.acquire(MOST).orElseThrow();
      permit.answered(1, USUAL);
      permit.giveBack();
    }

    assertThat(limit.now()).isLessThan(10);
  }

  @Test
  void failures_halve_it_once_for_all_calls_that_were_under_way() throws Exception {
    rounds(20, USUAL);
    var before = limit.now();

    var permits = all();
    permits.forEach(CallLimit.Permit::failed);
    permits.forEach(CallLimit.Permit::giveBack);

    assertThat(limit.now()).isBetween(before / 2 - 1, before / 2 + 1);
  }

  @Test
  void it_never_falls_below_one_and_grows_again() throws Exception {
    for (var n = 0; n < 20; n++) {
      var permit = limit.acquire(MOST).orElseThrow();
      permit.failed();
      permit.giveBack();
    }
    assertThat(limit.now()).isOne();

    rounds(100, USUAL);

    assertThat(limit.now()).isGreaterThan(10);
  }

  @Test
  void slow_answers_lower_it_until_slow_is_usual() throws Exception {
    rounds(20, USUAL);
    var before = limit.now();

    rounds(5, Duration.ofMillis(500));
    var slowed = limit.now();
    rounds(300, Duration.ofMillis(500));

    assertThat(slowed).isLessThan(before * 3 / 4);
    assertThat(limit.now()).isGreaterThan(slowed * 2);
  }

  @Test
  void a_large_batch_may_take_longer_than_a_small_one() throws Exception {
    rounds(20, USUAL);
    var before = limit.now();

    for (var n = 0; n < 20; n++) {
      var permit = limit.acquire(MOST).orElseThrow();
      permit.answered(1_000, Duration.ofSeconds(2));
      permit.giveBack();
    }

    assertThat(limit.now()).isGreaterThanOrEqualTo(Math.min(before, MOST));
  }

  @Test
  void who_waits_goes_on_when_a_call_ends_and_leaves_when_it_is_closed() throws Exception {
    var permit = limit.acquire(1).orElseThrow();
    var passed = new AtomicBoolean();
    var second =
        Thread.startVirtualThread(() -> {
          try {
            passed.set(limit.acquire(1).isPresent());
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
          }
        });
    permit.giveBack();
    second.join();
    assertThat(passed).isTrue();

    var third =
        Thread.startVirtualThread(() -> {
          try {
            passed.set(limit.acquire(1).isPresent());
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
          }
        });
    limit.close();
    third.join();

    assertThat(passed).isFalse();
  }

  /// Each time as many calls at once as there may be.
  private void rounds(int times, Duration took) throws InterruptedException {
    for (var n = 0; n < times; n++) {
      var permits = all();
      permits.forEach(permit -> permit.answered(1, took));
      permits.forEach(CallLimit.Permit::giveBack);
    }
  }

  private List<CallLimit.Permit> all() throws InterruptedException {
    var permits = new ArrayList<CallLimit.Permit>();
    var many = Math.min(limit.now(), MOST);
    for (var n = 0; n < many; n++) {
      permits.add(limit.acquire(MOST).orElseThrow());
    }
    return permits;
  }
}
