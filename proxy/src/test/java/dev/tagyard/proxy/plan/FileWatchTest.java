package dev.tagyard.proxy.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
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
            () -> List.of(folder.resolve("file")),
            Map::of,
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

  @Test
  void what_changed_since_it_was_read_is_told_and_what_came_with_a_change_is_not_told_again()
      throws Exception {
    var first = Files.writeString(folder.resolve("first"), "1");
    var second = Files.writeString(folder.resolve("second"), "1");
    var files = new AtomicReference<>(List.of(first));
    var read = new AtomicReference<>(FileStamps.of(List.of(first)));
    var told = new LinkedBlockingQueue<List<Path>>();
    Files.writeString(first, "changed between the reading and the start");
    try (var watch =
        new FileWatch(
            files::get,
            read::get,
            () -> {
              told.add(files.get());
              files.set(List.of(first, second));
              read.set(FileStamps.of(files.get()));
            })) {
      watch.start();

      assertThat(told.poll(10, TimeUnit.SECONDS)).containsExactly(first);
      assertThat(told.poll(2, TimeUnit.SECONDS)).isNull();
      Files.writeString(second, "other");
      assertThat(told.poll(10, TimeUnit.SECONDS)).containsExactly(first, second);
    }
  }

  @Test
  void a_look_that_fails_is_not_the_last_one() throws Exception {
    var looks = new CountDownLatch(3);
    var told = new CountDownLatch(1);
    var file = folder.resolve("file");
    try (var watch =
        new FileWatch(
            () -> {
              looks.countDown();
              if (looks.getCount() > 0) {
                throw new IllegalStateException("a bug");
              }
              return List.of(file);
            },
            Map::of,
            told::countDown)) {
      watch.start();

      assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void a_change_that_could_not_be_followed_is_told_again_until_it_is() throws Exception {
    var file = Files.writeString(folder.resolve("file"), "1");
    var read = FileStamps.of(List.of(file));
    var failures = new AtomicInteger();
    var tries = new LinkedBlockingQueue<String>();
    Files.writeString(file, "changed");
    try (var watch =
        new FileWatch(
            () -> List.of(file),
            () -> read,
            () -> {
              var fails = failures.incrementAndGet() <= 2;
              tries.add(fails ? "failed" : "worked");
              if (fails) {
                throw new IllegalStateException("the disk is full");
              }
            },
            Duration.ofMillis(100))) {
      watch.start();

      for (var i = 0; i < 2; i++) {
        assertThat(tries.poll(10, TimeUnit.SECONDS)).isEqualTo("failed");
      }
      assertThat(tries.poll(10, TimeUnit.SECONDS)).isEqualTo("worked");
      assertThat(tries.poll(2, TimeUnit.SECONDS)).isNull();
    }
  }

  @Test
  void a_link_that_comes_to_lead_elsewhere_is_a_change() throws Exception {
    var time = FileTime.fromMillis(1_000_000);
    for (var version : List.of("v1", "v2")) {
      Files.createDirectories(folder.resolve(version));
      var file = Files.writeString(folder.resolve(version + "/file"), version);
      Files.setLastModifiedTime(file, time);
    }
    var data = Files.createSymbolicLink(folder.resolve("..data"), Path.of("v1"));
    var file = Files.createSymbolicLink(folder.resolve("file"), Path.of("..data/file"));
    var before = FileStamps.of(List.of(file));

    Files.delete(data);
    Files.createSymbolicLink(data, Path.of("v2"));

    assertThat(FileStamps.of(List.of(file))).isNotEqualTo(before);
  }

  private void changeUntil(CountDownLatch begun) throws IOException, InterruptedException {
    for (var i = 0; begun.getCount() > 0; i++) {
      Files.writeString(folder.resolve("file"), "x".repeat(i % 100 + 1));
      begun.await(1, TimeUnit.SECONDS);
    }
  }
}
