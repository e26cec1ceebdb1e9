package dev.tagyard.rules.script;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiFunction;

/// Inputs that several threads work off together. Who waits is woken once, by the last of them.
final class Batch<I, O> {
  private final List<I> inputs;
  private final BiFunction<Scripts, I, O> each;
  private final AtomicReferenceArray<O> results;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger open;
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  Batch(List<I> inputs, BiFunction<Scripts, I, O> each) {
    this.inputs = inputs;
    this.each = each;
    this.results = new AtomicReferenceArray<>(inputs.size());
    this.open = new AtomicInteger(inputs.size());
    if (inputs.isEmpty()) {
      done.complete(null);
    }
  }

  int size() {
    return inputs.size();
  }

  /// The index of an input that nobody has taken; [#size] or more when there is none.
  int next() {
    return next.getAndIncrement();
  }

  /// Works off one input; what comes first counts, should it be run twice. A bug fails the batch.
  void run(int index, Scripts scripts) {
    try {
      var result = each.apply(scripts, inputs.get(index));
      if (results.compareAndSet(index, null, result) && open.decrementAndGet() == 0) {
        done.complete(null);
      }
    } catch (RuntimeException | Error bug) {
      if (results.get(index) == null) {
        done.completeExceptionally(bug);
      }
    }
  }

  /// Ends the wait where nobody is left to work it off.
  void fail(RuntimeException cause) {
    done.completeExceptionally(cause);
  }

  /// Waits for all.
  List<O> results() {
    try {
      done.join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
    }
    List<O> all = new ArrayList<>(inputs.size());
    for (var i = 0; i < inputs.size(); i++) {
      all.add(results.get(i));
    }
    return all;
  }
}
