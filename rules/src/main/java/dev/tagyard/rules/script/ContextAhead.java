package dev.tagyard.rules.script;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.graalvm.polyglot.Context;

/// One context made before anybody asked, for the first who asks for one with its limits.
final class ContextAhead {
  private final Function<ScriptLimits, Context> maker;
  private final AtomicReference<Optional<Ahead>> ahead = new AtomicReference<>(Optional.empty());

  private record Ahead(ScriptLimits limits, CompletableFuture<Context> context) {
    void close() {
      var _ = context.thenAccept(Context::close);
    }
  }

  ContextAhead(Function<ScriptLimits, Context> maker) {
    this.maker = maker;
  }

  /// Makes one, in place of one that nobody asked for yet. What goes wrong is told to who asks.
  void prepare(ScriptLimits limits) {
    var next = new Ahead(limits, new CompletableFuture<>());
    ahead.getAndSet(Optional.of(next)).ifPresent(Ahead::close);
    try {
      next.context().complete(maker.apply(limits));
    } catch (RuntimeException | Error failure) {
      next.context().completeExceptionally(failure);
    }
  }

  /// The one made ahead, also while it is still being made; else a new one.
  Context context(ScriptLimits limits) {
    var made = ahead.getAndSet(Optional.empty());
    if (made.isPresent() && made.get().limits().equals(limits)) {
      return made.get().context().join();
    }
    made.ifPresent(Ahead::close);
    return maker.apply(limits);
  }
}
