package dev.tagyard.proxy.eventlog.rocksdb;

import dev.tagyard.proxy.eventlog.OutboxEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The head of one lane of an outbox in memory: every live key up to `reach`, many with their
/// entry.
///
/// Walks over the disk thus go forward only and never cross the graves of settled entries twice.
/// The writer tells of each key that came or went, after it is on disk.
final class OutboxWindow {
  private static final int MAX_KEYS = 20_000;

  private final Budget.Share budget;
  private final TreeMap<OutboxKey, Slot> slots = new TreeMap<>();

  /// Absent where nothing has been looked at yet, or where [#whole].
  private Optional<OutboxKey> reach = Optional.empty();

  private boolean whole;

  /// Changes told of while a walk is on its way, to be made to what it found.
  private @Nullable List<Change> meanwhile;

  /// @param size of the value on disk
  /// @param plain its length once it is unsealed
  /// @param serial of the data key that sealed it
  /// @param held absent where there was no room for the entry
  record Slot(int size, int plain, int serial, Optional<Held> held) {}

  /// @param weight in memory
  record Held(OutboxEntry entry, long weight) {}

  record Found(OutboxKey key, Slot slot) {}

  /// @param slot absent where the key went
  private record Change(OutboxKey key, Optional<Slot> slot) {}

  /// @param empty whether the outbox is known to hold nothing
  OutboxWindow(Budget.Share budget, boolean empty) {
    this.budget = budget;
    this.whole = empty;
  }

  synchronized void put(OutboxKey key, Slot slot) {
    change(new Change(key, Optional.of(slot)));
  }

  synchronized void remove(OutboxKey key) {
    change(new Change(key, Optional.empty()));
  }

  synchronized Optional<Slot> slot(OutboxKey key) {
    return Optional.ofNullable(slots.get(key));
  }

  /// The first keys that are due and pass; fewer than the limit means that no others are known.
  synchronized List<Found> due(long by, int limit, Predicate<OutboxKey> passes) {
    var found = new ArrayList<Found>();
    for (var each : slots.entrySet()) {
      if (found.size() == limit || each.getKey().due() > by) {
        break;
      }
      if (passes.test(each.getKey())) {
        found.add(new Found(each.getKey(), each.getValue()));
      }
    }
    return found;
  }

  synchronized Optional<OutboxKey> first(Predicate<OutboxKey> passes) {
    return slots.keySet().stream().filter(passes).findFirst();
  }

  /// Whether a walk could find keys due by then that are not here.
  synchronized boolean mayHoldMore(long by) {
    return !whole && reach.map(key -> key.due() <= by).orElse(true);
  }

  synchronized boolean whole() {
    return whole;
  }

  /// Begins a walk; it is to start after the key that this tells. False when one is under way.
  synchronized boolean begin() {
    if (meanwhile != null) {
      return false;
    }
    meanwhile = new ArrayList<>();
    return true;
  }

  synchronized Optional<OutboxKey> reach() {
    return reach;
  }

  /// @param walked all live keys after [#reach] in order, to the end or up to some number
  /// @param toTheEnd whether there were no more
  synchronized void finish(NavigableMap<OutboxKey, Slot> walked, boolean toTheEnd) {
    slots.putAll(walked);
    whole = toTheEnd;
    if (!walked.isEmpty()) {
      reach = Optional.of(walked.lastKey());
    }
    var changes = meanwhile;
    meanwhile = null;
    if (changes != null) {
      changes.forEach(this::make);
    }
    shrink();
  }

  synchronized void giveUp() {
    finish(new TreeMap<>(), whole);
  }

  private void change(Change change) {
    if (meanwhile != null) {
      meanwhile.add(change);
    }
    make(change);
    if (meanwhile == null) {
      shrink();
    }
  }

  private void make(Change change) {
    var slot = change.slot();
    if (slot.isEmpty()) {
      release(slots.remove(change.key()));
    } else if (reaches(change.key())) {
      release(slots.put(change.key(), hold(slot.get())));
    }
  }

  private boolean reaches(OutboxKey key) {
    return whole || (reach.isPresent() && key.compareTo(reach.get()) <= 0);
  }

  /// Never during a walk, which would take up where the window no longer reaches.
  private void shrink() {
    if (slots.size() <= MAX_KEYS) {
      return;
    }
    while (slots.size() > MAX_KEYS / 2) {
      release(slots.pollLastEntry().getValue());
    }
    reach = Optional.of(slots.lastKey());
    whole = false;
  }

  private Slot hold(Slot slot) {
    return slot.held().isPresent() && budget.take(slot.held().get().weight())
        ? slot
        : new Slot(slot.size(), slot.plain(), slot.serial(), Optional.empty());
  }

  private void release(@Nullable Slot slot) {
    if (slot != null) {
      slot.held().ifPresent(held -> budget.give(held.weight()));
    }
  }
}
