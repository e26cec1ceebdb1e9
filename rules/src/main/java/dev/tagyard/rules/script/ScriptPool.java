package dev.tagyard.rules.script;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;

/// The rule modules of a folder and the platform threads that run them, each with a context of its
/// own. One more context is kept ready, so that a context that had to be given up is replaced at
/// once.
public final class ScriptPool implements AutoCloseable {
  private final ScriptFiles files;
  private final List<String> modules;
  private final ScriptLimits limits;
  private final Watchdog watchdog = new Watchdog();
  private final ExecutorService threads;
  private final ExecutorService maker =
      Executors.newSingleThreadExecutor(named("rules-context-maker"));
  private final BlockingQueue<Scripts> idle;
  private final AtomicReference<CompletableFuture<ScriptContext>> spare;
  private final Map<String, ScriptExports> exports;

  private ScriptPool(
      ScriptFiles files, List<String> modules, ScriptLimits limits, List<ScriptError> errors) {
    this.files = files;
    this.modules = List.copyOf(modules);
    this.limits = limits;
    this.threads = Executors.newFixedThreadPool(limits.threads(), named("rules-script"));
    this.idle = new ArrayBlockingQueue<>(limits.threads());
    watchdog.start();
    var first = make(errors);
    this.exports = Map.copyOf(first.exports());
    this.spare = new AtomicReference<>(CompletableFuture.completedFuture(first));
    for (var i = 0; i < limits.threads(); i++) {
      var guard = new Guard();
      watchdog.add(guard);
      idle.add(new Scripts(this::take, limits, guard));
    }
  }

  /// Reads and evaluates the modules.
  ///
  /// @param modules file names in the folder
  /// @return absent when an error was added
  public static Optional<ScriptPool> open(
      Path folder, List<String> modules, ScriptLimits limits, List<ScriptError> errors)
      throws IOException {
    var pool = new ScriptPool(ScriptFiles.read(folder), modules, limits, errors);
    if (errors.isEmpty()) {
      return Optional.of(pool);
    }
    pool.close();
    return Optional.empty();
  }

  /// What runs the scripts, in the engine's words; `Interpreted` when they are not compiled.
  public static String implementation() {
    return Sandbox.implementation();
  }

  public Map<String, ScriptExports> exports() {
    return exports;
  }

  /// Spreads the batch over the threads and waits for all of it; results in the order of the batch.
  public <I, O> List<O> map(List<I> batch, BiFunction<Scripts, I, O> each) {
    List<CompletableFuture<O>> results =
        batch.stream().map(_ -> new CompletableFuture<O>()).toList();
    var next = new AtomicInteger();
    for (var i = 0; i < Math.min(limits.threads(), batch.size()); i++) {
      threads.execute(() -> work(batch, each, results, next));
    }
    try {
      return results.stream().map(CompletableFuture::join).toList();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
    }
  }

  /// Waits for calls that still run, and ends the threads.
  @Override
  public void close() {
    threads.close();
    maker.close();
    idle.forEach(Scripts::close);
    var last = spare.get();
    if (!last.isCompletedExceptionally()) {
      last.join().close();
    }
    watchdog.close();
  }

  private <I, O> void work(
      List<I> batch,
      BiFunction<Scripts, I, O> each,
      List<CompletableFuture<O>> results,
      AtomicInteger next) {
    // There are as many as threads, so that one is always idle.
    var scripts = idle.remove();
    watchdog.work();
    try {
      for (var i = next.getAndIncrement(); i < batch.size(); i = next.getAndIncrement()) {
        try {
          results.get(i).complete(each.apply(scripts, batch.get(i)));
        } catch (RuntimeException | Error bug) {
          results.get(i).completeExceptionally(bug);
        }
      }
    } finally {
      watchdog.rest();
      idle.add(scripts);
    }
  }

  private ScriptContext take() {
    return spare
        .getAndSet(CompletableFuture.supplyAsync(() -> make(new ArrayList<>()), maker))
        .join();
  }

  private ScriptContext make(List<ScriptError> errors) {
    var guard = new Guard();
    watchdog.add(guard);
    watchdog.work();
    try {
      return ScriptContext.open(files, modules, limits, guard, errors);
    } finally {
      watchdog.rest();
      watchdog.remove(guard);
    }
  }

  private static ThreadFactory named(String name) {
    var number = new AtomicInteger();
    return task -> {
      var thread = new Thread(task, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
