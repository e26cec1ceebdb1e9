package dev.tagyard.proxy.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// What arrives in one turn of an event loop takes each step together, so that the processor has
/// the code of a step at hand for all but the first. No delay is added, as with [Turns]. For one
/// event loop alone.
final class Stages<T> {
  /// So few go together that what they become fits the processor's caches, and has room beside that
  /// of other event loops.
  private static final int MOST = 32;

  private static final int MOST_BYTES = 128 << 10;

  private final Executor loop;
  private final List<Consumer<T>> steps;
  private List<T> arrived = new ArrayList<>();
  private long bytes;

  /// @param loop runs a task on the event loop, after what it is at
  /// @param steps in their order; none throws
  Stages(Executor loop, List<Consumer<T>> steps) {
    this.loop = loop;
    this.steps = List.copyOf(steps);
  }

  /// @param size in bytes
  void add(T arrival, int size) {
    arrived.add(arrival);
    bytes += size;
    if (arrived.size() >= MOST || bytes >= MOST_BYTES) {
      run();
    } else if (arrived.size() == 1) {
      loop.execute(this::run);
    }
  }

  private void run() {
    var together = arrived;
    arrived = new ArrayList<>();
    bytes = 0;
    steps.forEach(together::forEach);
  }
}
