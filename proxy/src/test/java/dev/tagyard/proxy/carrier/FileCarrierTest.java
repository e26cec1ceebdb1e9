package dev.tagyard.proxy.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.proxy.plan.Egress;
import dev.tagyard.proxy.sender.HttpSender.NoAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCarrierTest {
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-22T10:00:00Z"));
  private final FileCarrier carrier = new FileCarrier(now::get);

  @TempDir private Path folder = Path.of("");

  @AfterEach
  void close() {
    carrier.close();
  }

  @Test
  void lines_are_appended_in_order() throws Exception {
    append("a\nb\n");
    append("c\n");

    assertThat(Files.readAllLines(file())).containsExactly("a", "b", "c");
  }

  @Test
  void a_file_that_is_made_is_not_for_everybody() throws Exception {
    append("a\n");

    assertThat(Files.getPosixFilePermissions(file()))
        .doesNotContain(PosixFilePermission.OTHERS_READ, PosixFilePermission.GROUP_WRITE);
  }

  @Test
  void a_half_line_that_a_kill_left_is_cut_off() throws Exception {
    Files.writeString(file(), "whole\n{\"half\":");

    append("next\n");

    assertThat(Files.readAllLines(file())).containsExactly("whole", "next");
  }

  @Test
  void a_long_half_line_and_a_file_without_any_whole_one_too() throws Exception {
    Files.writeString(file(), "x".repeat(20_000));

    append("next\n");

    assertThat(Files.readAllLines(file())).containsExactly("next");
  }

  @Test
  void a_large_file_is_put_aside_before_it_grows_beyond_its_size() throws Exception {
    append("x".repeat(600) + "\n", 1_024, Duration.ofHours(1), 0);
    append("y".repeat(600) + "\n", 1_024, Duration.ofHours(1), 0);
    append("z".repeat(600) + "\n", 1_024, Duration.ofHours(1), 0);

    assertThat(names())
        .containsExactly(
            "events-20261122T100000Z-2.jsonl", "events-20261122T100000Z.jsonl", "events.jsonl");
    assertThat(Files.readString(file())).startsWith("z");
  }

  @Test
  void an_old_file_is_put_aside_when_the_next_line_comes() throws Exception {
    append("first\n");
    now.set(now.get().plus(Duration.ofMinutes(61)));
    append("second\n");

    assertThat(names()).containsExactly("events-20261122T110100Z.jsonl", "events.jsonl");
    assertThat(Files.readAllLines(file())).containsExactly("second");
  }

  @Test
  void only_so_many_files_are_kept() throws Exception {
    Files.writeString(folder.resolve("events-of-mine.jsonl"), "stays");
    for (var i = 0; i < 5; i++) {
      append("line\n", 1_000_000, Duration.ofMinutes(1), 2);
      now.set(now.get().plus(Duration.ofMinutes(2)));
    }

    assertThat(names())
        .containsExactly(
            "events-20261122T100600Z.jsonl",
            "events-20261122T100800Z.jsonl",
            "events-of-mine.jsonl",
            "events.jsonl");
  }

  @Test
  void of_files_put_aside_in_the_same_second_the_newest_are_kept() throws Exception {
    for (var i = 1; i <= 14; i++) {
      append(i + "x".repeat(600) + "\n", 1_024, Duration.ofHours(1), 2);
    }

    assertThat(names())
        .containsExactly(
            "events-20261122T100000Z-12.jsonl", "events-20261122T100000Z-13.jsonl", "events.jsonl");
    assertThat(Files.readString(folder.resolve("events-20261122T100000Z-13.jsonl")))
        .startsWith("13x");
  }

  @Test
  void a_file_that_somebody_took_away_is_begun_anew() throws Exception {
    append("a\n");
    Files.delete(file());

    append("b\n");

    assertThat(Files.readAllLines(file())).containsExactly("b");
  }

  @Test
  void a_file_that_somebody_put_in_its_place_gets_the_next_line() throws Exception {
    append("a\n");
    Files.move(file(), folder.resolve("events.jsonl.1"));
    Files.createFile(file());

    append("b\n");
    append("c\n");

    assertThat(Files.readAllLines(folder.resolve("events.jsonl.1"))).containsExactly("a");
    assertThat(Files.readAllLines(file())).containsExactly("b", "c");
  }

  @Test
  void a_file_that_nobody_writes_to_is_closed_and_its_age_goes_on() throws Exception {
    append("a\n");
    now.set(now.get().plus(Duration.ofMinutes(40)));
    carrier.closeUnused();
    assertThat(isOpen()).as("used a moment ago").isTrue();

    carrier.closeUnused();
    assertThat(isOpen()).isFalse();

    append("b\n");
    now.set(now.get().plus(Duration.ofMinutes(30)));
    append("c\n");
    assertThat(names()).containsExactly("events-20261122T111000Z.jsonl", "events.jsonl");
    assertThat(Files.readAllLines(file())).containsExactly("c");
  }

  @Test
  void a_file_that_somebody_copied_and_emptied_has_no_gap() throws Exception {
    append("a\n");
    Files.writeString(file(), "");

    append("b\n");

    assertThat(Files.readString(file())).isEqualTo("b\n");
  }

  @Test
  void what_cannot_be_written_was_never_sent() {
    assertThatThrownBy(() ->
            carrier.send(
                call(folder.resolve("none/events.jsonl"), "a\n", 1_024, Duration.ofHours(1), 0),
                Duration.ofSeconds(1),
                Egress.PUBLIC))
        .isInstanceOfSatisfying(NoAnswer.class, no -> assertThat(no.sent()).isFalse())
        .hasMessageContaining("NoSuchFile");
  }

  @Test
  void many_writers_lose_no_line() throws Exception {
    var threads = new ArrayList<Thread>();
    for (var i = 0; i < 20; i++) {
      var mark = "t" + i;
      threads.add(
          Thread.startVirtualThread(() -> {
            for (var j = 0; j < 20; j++) {
              append(mark + "-" + j + "\n");
            }
          }));
    }
    for (var thread : threads) {
      thread.join();
    }

    assertThat(Files.readAllLines(file())).hasSize(400).doesNotHaveDuplicates();
  }

  @Test
  void writers_who_rotate_otherwise_or_write_the_path_otherwise_lose_no_line() throws Exception {
    Files.createDirectory(folder.resolve("a"));
    var paths = List.of(file(), folder.resolve("a/../events.jsonl"));
    var threads = new ArrayList<Thread>();
    for (var i = 0; i < 20; i++) {
      var mark = "t" + i;
      var path = paths.get(i % 2);
      var size = 1_000_000 + i % 4;
      threads.add(
          Thread.startVirtualThread(() -> {
            for (var j = 0; j < 20; j++) {
              append(path, mark + "-" + j + "\n", size, Duration.ofHours(1), 0);
            }
          }));
    }
    for (var thread : threads) {
      thread.join();
    }

    assertThat(Files.readAllLines(file())).hasSize(400).doesNotHaveDuplicates();
  }

  private void append(String lines) {
    append(lines, 1_000_000, Duration.ofHours(1), 0);
  }

  private void append(String lines, long size, Duration after, int keep) {
    append(file(), lines, size, after, keep);
  }

  private void append(Path to, String lines, long size, Duration after, int keep) {
    try {
      var reply =
          carrier.send(call(to, lines, size, after, keep), Duration.ofSeconds(1), Egress.PUBLIC);
      assertThat(reply.status()).isEqualTo(200);
    } catch (NoAnswer failure) {
      throw new AssertionError(failure);
    }
  }

  private static HttpCall call(Path to, String lines, long size, Duration after, int keep) {
    return new HttpCall(
        "APPEND",
        to.toUri(),
        Map.of("rotate-size", "" + size, "rotate-after", "" + after.toMillis(), "keep", "" + keep),
        lines);
  }

  private Path file() {
    return folder.resolve("events.jsonl");
  }

  /// By what the process has open, where the system tells.
  private boolean isOpen() throws IOException {
    try (var open = Files.list(Path.of("/proc/self/fd"))) {
      return open.anyMatch(this::isFile);
    }
  }

  private boolean isFile(Path descriptor) {
    try {
      return Files.isSameFile(descriptor, file());
    } catch (IOException gone) {
      return false;
    }
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }
}
