package dev.tagyard.rules.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.graalvm.polyglot.Context;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WatchdogTest {
  @Test
  void what_goes_on_outside_of_the_engine_is_given_up_whatever_became_of_another()
      throws InterruptedException {
    try (var context = Sandbox.context(ScriptTesting.LIMITS);
        var watchdog = new Watchdog()) {
      watchdog.start();
      watchdog.work();

      assertThat(isGivenUp(watchdog, context, () -> refuse())).isTrue();
      assertThat(isGivenUp(watchdog, context, () -> {})).isTrue();
    }
  }

  private static void refuse() {
    throw new IllegalStateException("no thread takes its place");
  }

  private static boolean isGivenUp(Watchdog watchdog, Context context, Runnable then)
      throws InterruptedException {
    var guard = new Guard();
    var givenUp = new CountDownLatch(1);
    watchdog.add(
        guard,
        () -> {
          givenUp.countDown();
          then.run();
        });
    var busy =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              guard.begin(context, Duration.ofMillis(1), Long.MAX_VALUE / 2);
              while (givenUp.getCount() > 0) {
                Thread.onSpinWait();
              }
              guard.end();
            });
    var told = givenUp.await(20, TimeUnit.SECONDS);
    givenUp.countDown();
    busy.join();
    return told && guard.abandoned();
  }
}
