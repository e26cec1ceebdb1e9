package dev.tagyard.rules.script;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/// Inputs that several threads work off together.
final class Batch<I, O> {
  private final List<I> inputs;
  private final BiFunction<Scripts, I, O> each;
  private final List<CompletableFuture<O>> results;
  private final AtomicInteger next = new AtomicInteger();

  Batch(List<I> inputs, BiFunction<Scripts, I, O> each) {
    this.inputs = inputs;
    this.each = each;
    this.results = inputs.stream().map(_ -> new CompletableFuture<O>()).toList();
  }

  int size() {
    return inputs.size();
  }

  /// The index of an input that nobody has taken; [#size] or more when there is none.
  int next() {
    return next.getAndIncrement();
  }

  /// Works off one input; what comes first counts, should it be run twice.
  void run(int index, Scripts scripts) {
    try {
      results.get(index).complete(each.apply(scripts, inputs.get(index)));
    } catch (RuntimeException | Error bug) {
      results.get(index).completeExceptionally(bug);
    }
  }

  /// Waits for all.
  List<O> results() {
    try {
      return results.stream().map(CompletableFuture::join).toList();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
    }
  }
}
