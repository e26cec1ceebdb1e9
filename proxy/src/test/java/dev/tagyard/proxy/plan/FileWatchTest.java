package dev.tagyard.proxy.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWatchTest {
  @TempDir private Path folder;

  @Test
  void what_a_change_sets_off_is_over_when_the_watch_is_closed() throws Exception {
    var begun = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var over = new AtomicBoolean();
    var watch =
        new FileWatch(
            () -> List.of(folder),
            () -> {
              begun.countDown();
              while (!over.get()) {
                try {
                  over.set(goOn.await(10, TimeUnit.SECONDS));
                } catch (InterruptedException closing) {
                  // Closed meanwhile: it still goes on to its end.
                }
              }
            });
    watch.start();
    changeUntil(begun);

    var closing = Thread.startVirtualThread(watch::close);
    assertThat(closing.join(Duration.ofMillis(300))).isFalse();
    goOn.countDown();
    closing.join();

    assertThat(over).isTrue();
  }

  private void changeUntil(CountDownLatch begun) throws IOException, InterruptedException {
    for (var i = 0; begun.getCount() > 0; i++) {
      Files.writeString(folder.resolve("file"), "x".repeat(i % 100 + 1));
      begun.await(1, TimeUnit.SECONDS);
    }
  }
}
