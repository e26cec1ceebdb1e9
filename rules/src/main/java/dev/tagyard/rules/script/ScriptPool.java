package dev.tagyard.rules.script;

import dev.tagyard.rules.module.ModuleText;
import dev.tagyard.rules.module.Modules;
import dev.tagyard.rules.module.ScriptError;
import dev.tagyard.rules.module.ScriptFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/// The rule modules of a folder and the platform threads that run them, each with a context of its
/// own. One more context is kept ready, so that a context that had to be given up is replaced at
/// once.
public final class ScriptPool implements AutoCloseable {
  private static final String STUCK = "a script does not end while it is loaded";

  private final Map<String, List<ModuleText>> modules;
  private final Tables tables;
  private final ScriptLimits limits;
  private final Watchdog watchdog = new Watchdog();
  private final ThreadPoolExecutor threads;
  private final ExecutorService maker =
      Executors.newSingleThreadExecutor(named("rules-context-maker"));
  private final BlockingQueue<Scripts> idle;
  private final AtomicReference<CompletableFuture<ScriptContext>> spare;
  private final Map<String, ScriptExports> exports;
  private final Set<String> off = ConcurrentHashMap.newKeySet();
  private final Set<String> stopped = ConcurrentHashMap.newKeySet();

  private ScriptPool(
      Map<String, List<ModuleText>> modules,
      Tables tables,
      ScriptLimits limits,
      List<ScriptError> errors) {
    this.modules = Collections.unmodifiableMap(new LinkedHashMap<>(modules));
    this.tables = tables;
    this.limits = limits;
    this.threads =
        new ThreadPoolExecutor(
            limits.threads(),
            limits.threads(),
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            named("rules-script"));
    this.idle = new LinkedBlockingQueue<>();
    watchdog.start();
    var first = make(errors);
    this.exports = exports(first, errors);
    this.spare = new AtomicReference<>(first);
    for (var i = 0; i < limits.threads(); i++) {
      idle.add(new Scripts(this::take, tables, limits, off::contains, stopped));
    }
  }

  /// Reads and evaluates the modules, and reads the folder's tables.
  ///
  /// @param modules file names from the folder
  /// @return absent when an error was added
  public static Optional<ScriptPool> open(
      Path folder, List<String> modules, ScriptLimits limits, List<ScriptError> errors)
      throws IOException {
    return open(folder, ScriptFiles.read(folder), modules, limits, errors);
  }

  /// As [#open], with the scripts as read already.
  public static Optional<ScriptPool> open(
      Path folder,
      ScriptFiles files,
      List<String> modules,
      ScriptLimits limits,
      List<ScriptError> errors)
      throws IOException {
    var texts = Modules.read(files, modules, errors);
    var pool = new ScriptPool(texts, Tables.read(folder, errors), limits, errors);
    if (errors.isEmpty()) {
      return Optional.of(pool);
    }
    pool.close();
    return Optional.empty();
  }

  /// Wakes the engine, so that the next pool with the usual limits opens sooner; some seconds where
  /// nothing of it is loaded yet.
  public static void prepare() {
    Sandbox.prepare(ScriptLimits.usual());
  }

  /// What runs the scripts, in the engine's words; `Interpreted` when they are not compiled.
  public static String implementation() {
    return Sandbox.implementation();
  }

  /// Why scripts of this process cannot run as they should any more.
  public static Optional<String> trouble() {
    return EngineFault.told();
  }

  public Map<String, ScriptExports> exports() {
    return exports;
  }

  /// The modules that were read and all that they import; file names from the folder.
  public Set<String> files() {
    return modules.values().stream()
        .flatMap(List::stream)
        .map(ModuleText::file)
        .collect(Collectors.toUnmodifiableSet());
  }

  /// Spreads the batch over the threads and waits for all of it; results in the order of the batch.
  public <I, O> List<O> map(List<I> batch, BiFunction<Scripts, I, O> each) {
    var shared = new Batch<>(batch, each);
    for (var i = 0; i < Math.min(limits.threads(), batch.size()); i++) {
      threads.execute(() -> work(shared, shared.next()));
    }
    return shared.results();
  }

  /// Waits for calls that still run, and ends the threads.
  @Override
  public void close() {
    threads.shutdown();
    if (off.isEmpty()) {
      threads.close();
    }
    idle.forEach(Scripts::close);
    maker.shutdown();
    var _ = spare.get().thenAccept(ScriptContext::close);
    watchdog.close();
  }

  private <I, O> void work(Batch<I, O> batch, int first) {
    var scripts = idle();
    var index = new AtomicInteger(first);
    watchdog.add(scripts.guard(), () -> replace(scripts, batch, index.get()));
    watchdog.work();
    for (; index.get() < batch.size(); index.set(batch.next())) {
      batch.run(index.get(), scripts);
      if (scripts.guard().abandoned()) {
        scripts.close();
        return;
      }
    }
    rest(scripts);
    idle.add(scripts);
  }

  private Scripts idle() {
    try {
      return idle.take();
    } catch (InterruptedException nobodyDoes) {
      throw new IllegalStateException(nobodyDoes);
    }
  }

  private void rest(Scripts scripts) {
    watchdog.remove(scripts.guard());
    watchdog.rest();
  }

  /// Goes on in a new thread where one had to be given up, without the module that it hangs in.
  private <I, O> void replace(Scripts stuck, Batch<I, O> batch, int index) {
    off.add(stuck.running());
    rest(stuck);
    idle.add(new Scripts(this::take, tables, limits, off::contains, stopped));
    threads.setMaximumPoolSize(threads.getMaximumPoolSize() + 1);
    threads.setCorePoolSize(threads.getCorePoolSize() + 1);
    try {
      threads.execute(() -> work(batch, index));
    } catch (RejectedExecutionException closed) {
      batch.fail(closed);
    }
  }

  private ScriptContext take() {
    return spare.getAndSet(make(new ArrayList<>())).join();
  }

  private CompletableFuture<ScriptContext> make(List<ScriptError> errors) {
    var made = new CompletableFuture<ScriptContext>();
    maker.execute(() -> {
      var guard = new Guard();
      watchdog.add(guard, () -> made.completeExceptionally(new IllegalStateException(STUCK)));
      watchdog.work();
      try {
        made.complete(ScriptContext.open(modules, limits, guard, errors));
      } catch (RuntimeException | Error bug) {
        made.completeExceptionally(bug);
      } finally {
        watchdog.remove(guard);
        watchdog.rest();
      }
    });
    return made;
  }

  private static Map<String, ScriptExports> exports(
      CompletableFuture<ScriptContext> first, List<ScriptError> errors) {
    try {
      return Map.copyOf(first.join().exports());
    } catch (CompletionException failed) {
      errors.add(new ScriptError("", 0, 0, String.valueOf(failed.getCause())));
      return Map.of();
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
