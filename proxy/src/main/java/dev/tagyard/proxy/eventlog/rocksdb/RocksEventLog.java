package dev.tagyard.proxy.eventlog.rocksdb;

import dev.tagyard.proxy.eventlog.Claim;
import dev.tagyard.proxy.eventlog.ClaimKey;
import dev.tagyard.proxy.eventlog.ConsentRecords;
import dev.tagyard.proxy.eventlog.CopyIds;
import dev.tagyard.proxy.eventlog.DeadLetters;
import dev.tagyard.proxy.eventlog.DispatchBatch;
import dev.tagyard.proxy.eventlog.EventLog;
import dev.tagyard.proxy.eventlog.Fact;
import dev.tagyard.proxy.eventlog.HourCount;
import dev.tagyard.proxy.eventlog.JournalEntry;
import dev.tagyard.proxy.eventlog.Journaled;
import dev.tagyard.proxy.eventlog.LogRefused;
import dev.tagyard.proxy.eventlog.LogSettings;
import dev.tagyard.proxy.eventlog.LogUnavailable;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.Position;
import dev.tagyard.proxy.eventlog.Settlement;
import dev.tagyard.proxy.eventlog.Totals;
import dev.tagyard.proxy.eventlog.rocksdb.Work.Done;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.rocksdb.RocksDBException;

/// The event log in one RocksDB: sealed values, hashed ids in keys, one writing thread.
public final class RocksEventLog implements EventLog {
  private final Engine engine;
  private final Writer writer;
  private final Preparation preparation;
  private final Lookups lookups;
  private final OutboxReader outbox;

  /// What a log is opened by.
  public interface Asked {
    /// @param sealed whether there is a log already, and with it a key
    LogSettings settings(boolean sealed);
  }

  RocksEventLog(Engine engine, Writer writer, Preparation preparation) {
    this.engine = engine;
    this.writer = writer;
    this.preparation = preparation;
    this.lookups = new Lookups(preparation.records(), preparation.ids(), engine::copyIds);
    this.outbox = new OutboxReader(engine, lookups);
  }

  /// Loads the engine's native code, which takes a while: it may be done beside other things before
  /// a log is opened, which throws [LogRefused] where it does not load.
  public static void loadEngine() {
    NativeCode.load();
  }

  /// Throws [LogRefused] where the folder is in use, of another format, or sealed with another key;
  /// [LogUnavailable] where the disk is at fault.
  public static RocksEventLog open(
      LogSettings settings, MeterRegistry metrics, InstantSource clock) {
    return open(settings.folder(), _ -> settings, metrics, clock);
  }

  /// As [#open], with settings that are asked for once the folder is held against all others: a
  /// start that is refused has then made no key.
  ///
  /// @param folder that the settings name too
  public static RocksEventLog open(
      Path folder, Asked asked, MeterRegistry metrics, InstantSource clock) {
    var store = held(folder);
    var held = new AtomicReference<>(Optional.of(store));
    try {
      return open(
          asked.settings(isSealed(folder, store)),
          metrics,
          clock,
          merging -> {
            var first = held.getAndSet(Optional.empty());
            return first.isPresent() ? first.get() : Store.open(folder, merging);
          });
    } finally {
      held.get().ifPresent(Store::close);
    }
  }

  private static boolean isSealed(Path folder, Store store) {
    try {
      return store.get(Column.META, Layout.CHECK_KEY).isPresent();
    } catch (RocksDBException failed) {
      throw refusedOrUnavailable(folder, failed);
    }
  }

  private static Store held(Path folder) {
    try {
      return Store.open(folder);
    } catch (RocksDBException failed) {
      throw refusedOrUnavailable(folder, failed);
    }
  }

  static RocksEventLog open(
      LogSettings settings, MeterRegistry metrics, InstantSource clock, Engine.Opening opening) {
    var keys = new KeyRing(settings.key(), clock);
    var preparation = new Preparation(keys, settings.key(), clock);
    var overflow = new OverflowRule(settings.limits().outbox(), preparation, clock);
    var engine = new Engine(opening, settings, keys, overflow, clock);
    try {
      engine.open();
    } catch (RocksDBException failed) {
      engine.close();
      throw refusedOrUnavailable(settings.folder(), failed);
    } catch (RuntimeException failed) {
      engine.close();
      throw failed;
    }
    var space = new FreeSpace(settings.folder(), settings.limits().reserve());
    var writer = new Writer(engine, space, settings.limits().pending(), new Telemetry(metrics));
    writer.start();
    return new RocksEventLog(engine, writer, preparation);
  }

  @Override
  public Turn turn() {
    var block = preparation.block();
    return new Turn() {
      @Override
      public void add(JournalEntry entry) {
        block.add(entry);
      }

      @Override
      public int size() {
        return block.size();
      }

      @Override
      public long weight() {
        return block.weight();
      }

      @Override
      public CompletableFuture<Void> append() {
        return RocksEventLog.this.append(block);
      }
    };
  }

  private CompletableFuture<Void> append(JournalBlock block) {
    if (block.size() == 0) {
      return CompletableFuture.completedFuture(null);
    }
    var refusal = writer.refusal();
    if (refusal.isPresent()) {
      return CompletableFuture.failedFuture(refusal.get());
    }
    var work = block.sealed();
    writer.submit(work);
    return work.done();
  }

  @Override
  public Position cursor() {
    return new Position(engine.frame().cursor());
  }

  @Override
  public Position end() {
    return new Position(engine.frame().end());
  }

  @Override
  public List<Journaled> read(Position after, int limit, Duration wait)
      throws InterruptedException {
    if (!writer.awaitBeyond(after.value(), wait.toNanos())) {
      return List.of();
    }
    var held = engine.tail().after(after.value(), limit);
    var end = engine.frame().end();
    return held.isEmpty()
        ? engine.readers().read(on -> lookups.journal(on.store(), after.value(), end, limit))
        : held;
  }

  @Override
  public Map<ClaimKey, Claim> claims(Collection<ClaimKey> keys, Instant at) {
    if (keys.isEmpty()) {
      return Map.of();
    }
    var names = names();
    return engine.readers().read(on -> lookups.claims(on.store(), keys, names, at));
  }

  @Override
  public void commit(DispatchBatch batch) {
    await(preparation.commit(batch));
  }

  @Override
  public void destinations(Set<String> names) {
    await(new Work.Destinations(Set.copyOf(names), 0, new Done()));
  }

  @Override
  public Set<String> known() {
    return engine.frame().destinations().entrySet().stream()
        .filter(each -> each.getValue().active())
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public Position since(String destination) {
    var frame = engine.frame();
    var counters = Optional.ofNullable(frame.destinations().get(destination));
    return new Position(
        counters.filter(Account.Counters::active).map(Account.Counters::since).orElse(frame.end()));
  }

  @Override
  public List<OutboxEntry> due(String destination, Instant by, int limit, Set<String> inFlight) {
    return outbox.due(destination, by, limit, inFlight);
  }

  @Override
  public Optional<Instant> nextDue(String destination, Set<String> inFlight) {
    return outbox.nextDue(destination, inFlight);
  }

  @Override
  public void settle(List<Settlement> settlements) {
    if (!settlements.isEmpty()) {
      await(preparation.settle(settlements));
    }
  }

  @Override
  public Map<String, Totals> totals() {
    return engine.frame().totals();
  }

  @Override
  public List<HourCount> counts(Instant from, Instant to) {
    var ids = engine.frame().ids();
    return engine.readers().read(on -> HourCounts.read(on.store(), ids, from, to));
  }

  @Override
  public List<Fact> facts(String eventId) {
    var span = engine.frame().span();
    return engine.readers().read(on -> lookups.facts(on.store(), eventId, span));
  }

  @Override
  public List<Journaled> accepted(String eventId) {
    var span = engine.frame().span();
    return engine.readers().read(on -> lookups.accepted(on.store(), eventId, span));
  }

  @Override
  public List<OutboxEntry> waiting(String eventId) {
    return engine.readers().search(on -> lookups.waiting(on.store(), eventId));
  }

  @Override
  public void prune(Instant now) {
    var progress = new Work.Progress();
    do {
      await(new Work.Prune(now, progress, 0, new Done()));
    } while (progress.more);
    if (progress.destroyed) {
      engine
          .readers()
          .search(on -> {
            on.store().erase(Column.KEYS);
            return true;
          });
    }
  }

  @Override
  public DeadLetters letters() {
    return new DeadLetterColumn(engine, preparation, this::await);
  }

  @Override
  public ConsentRecords consents() {
    return new ConsentColumn(
        engine.readers(), preparation.records(), preparation.ids(), this::await);
  }

  @Override
  public Optional<String> trouble() {
    return writer.trouble();
  }

  @Override
  public void onOutbox(Consumer<Set<String>> listener) {
    writer.onOutbox(listener);
  }

  /// Sees one key of a column with its value.
  public interface Look {
    void at(String column, byte[] key, byte[] value);
  }

  /// Shows all there is, unsealed, key by key, so that it can be searched for what must not be
  /// there. Texts within a value are UTF-8.
  public void forEachUnsealed(Look each) {
    engine
        .readers()
        .read(on -> {
          lookups.forEach(on.store(), each);
          return true;
        });
  }

  @Override
  public void close() {
    writer.close();
    engine.close();
  }

  CopyIds copyIds() {
    return engine.copyIds();
  }

  /// For a look at the files themselves.
  Readers readers() {
    return engine.readers();
  }

  private void await(Work work) {
    writer.submit(work);
    try {
      work.done().join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof LogUnavailable why
          ? new LogUnavailable(String.valueOf(why.getMessage()), why)
          : failed;
    }
  }

  private Map<Integer, String> names() {
    var names = new HashMap<Integer, String>();
    engine.frame().ids().forEach((name, id) -> names.put(id, name));
    return names;
  }

  private static RuntimeException refusedOrUnavailable(Path folder, RocksDBException failed) {
    return Store.isDamage(failed)
        ? new LogRefused(folder + " was damaged: " + failed.getMessage(), failed)
        : new LogUnavailable("cannot open " + folder, failed);
  }
}
