package dev.tagyard.proxy.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tagyard.consent.ConsentDecision;
import dev.tagyard.consent.Law;
import dev.tagyard.consent.StorageDecision;
import dev.tagyard.proxy.eventlog.EventLog;
import dev.tagyard.proxy.eventlog.JournalEntry;
import dev.tagyard.rules.event.Event;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private final ArrayDeque<Runnable> later = new ArrayDeque<>();
  private final List<List<String>> appended = new ArrayList<>();
  private final CompletableFuture<Void> onDisk = new CompletableFuture<>();
  private final Turns turns = new Turns(() -> new Turn(this::append), later::add);

  @Test
  void what_one_turn_accepts_is_one_append_and_is_done_when_that_is_on_disk() {
    var one = turns.append(List.of(entry("a"), entry("b")));
    var other = turns.append(List.of(entry("c")));
    assertThat(appended).isEmpty();

    run();
    assertThat(appended).containsExactly(List.of("a", "b", "c"));
    assertThat(one).isNotDone();

    onDisk.complete(null);
    assertThat(one).as("not before the event loop has its turn").isNotDone();
    run();
    assertThat(one).isCompleted();
    assertThat(other).isCompleted();
  }

  @Test
  void the_next_turn_is_an_append_of_its_own_and_a_full_one_goes_at_once() {
    turns.append(List.of(entry("a"))).isDone();
    run();
    for (var n = 0; n < 600; n++) {
      turns.append(List.of(entry("n" + n))).isDone();
    }
    assertThat(appended).hasSize(2);
    run();

    assertThat(appended.stream().map(List::size)).containsExactly(1, 512, 88);
  }

  @Test
  void a_large_turn_goes_at_once_too() {
    for (var n = 0; n < 9; n++) {
      turns.append(List.of(entry("n".repeat(1 << 20)))).isDone();
    }

    assertThat(appended).hasSize(1);
  }

  @Test
  void a_log_that_fails_fails_all_of_the_turn_and_a_bug_in_it_leaves_nobody_waiting() {
    var refused = turns.append(List.of(entry("a")));
    run();
    onDisk.completeExceptionally(new IllegalStateException("no room"));
    run();
    assertThat(refused).isCompletedExceptionally();

    var broken =
        new Turns(
            () ->
                new Turn(_ -> {
                  throw new IllegalStateException("a bug");
                }),
            later::add);
    var waiting = broken.append(List.of(entry("b")));
    run();
    assertThat(waiting).isCompletedExceptionally();
  }

  @Test
  void an_entry_that_cannot_be_kept_fails_alone() {
    var first = turns.append(List.of(entry("a")));
    assertThatThrownBy(() -> turns.append(List.of(entry("unfit"))))
        .isInstanceOf(IllegalArgumentException.class);
    var last = turns.append(List.of(entry("b")));
    run();
    onDisk.complete(null);
    run();

    assertThat(appended).containsExactly(List.of("a", "b"));
    assertThat(first).isCompleted();
    assertThat(last).isCompleted();
  }

  /// Takes all but what is named so.
  private static final class Turn implements EventLog.Turn {
    private final Function<List<JournalEntry>, CompletableFuture<Void>> log;
    private final List<JournalEntry> entries = new ArrayList<>();

    Turn(Function<List<JournalEntry>, CompletableFuture<Void>> log) {
      this.log = log;
    }

    @Override
    public void add(JournalEntry entry) {
      if (entry.event().id().equals("unfit")) {
        throw new IllegalArgumentException("it has a shape that cannot be kept");
      }
      entries.add(entry);
    }

    @Override
    public int size() {
      return entries.size();
    }

    @Override
    public long weight() {
      return entries.stream().mapToLong(entry -> entry.event().tree().toString().length()).sum();
    }

    @Override
    public CompletableFuture<Void> append() {
      return log.apply(entries);
    }
  }

  private void run() {
    while (!later.isEmpty()) {
      later.poll().run();
    }
  }

  private CompletableFuture<Void> append(List<JournalEntry> entries) {
    appended.add(entries.stream().map(entry -> entry.event().id()).toList());
    return onDisk;
  }

  private static JournalEntry entry(String id) {
    var tree = JsonNodeFactory.instance.objectNode();
    tree.put("event_name", "page_view").put("event_id", id).put("event_time", 1);
    var decision =
        new ConsentDecision(
            Law.NONE, "region", new StorageDecision(true, "none"), Map.of(), Map.of());
    return new JournalEntry(Event.of(tree), decision, "native", Instant.EPOCH, 1);
  }
}
