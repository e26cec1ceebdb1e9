package dev.tagyard.proxy.eventlog.rocksdb;

import dev.tagyard.proxy.eventlog.CorruptRecord;
import dev.tagyard.proxy.eventlog.LogUnavailable;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.rocksdb.RocksDBException;

/// Two platform threads that read for virtual ones, whose carriers native calls would pin, and one
/// for what takes long; and the lock that keeps the store open while they do.
final class Readers implements AutoCloseable {
  private static final int THREADS = 2;

  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS, Thread.ofPlatform().daemon().name("log-reader-", 0).factory());
  private final ExecutorService searcher =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("log-searcher").factory());
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private Optional<Live> live = Optional.empty();

  /// What there is to read while the files are open.
  record Live(Store store, Outboxes outboxes) {}

  interface Query<T> {
    T on(Live live) throws RocksDBException;
  }

  /// Waits for the answer.
  <T> T read(Query<T> query) {
    return read(query, threads);
  }

  /// As [#read], for what goes through much of a column: dispatch and senders do not wait behind
  /// it.
  <T> T search(Query<T> query) {
    return read(query, searcher);
  }

  private <T> T read(Query<T> query, ExecutorService on) {
    try {
      return CompletableFuture.supplyAsync(() -> locked(query), on).join();
    } catch (RejectedExecutionException closed) {
      throw new LogUnavailable("the log is closed", closed);
    } catch (CompletionException failed) {
      switch (failed.getCause()) {
        case LogUnavailable known -> throw new LogUnavailable(words(known), known);
        case CorruptRecord known -> throw new CorruptRecord(words(known), known);
        case null, default -> throw failed;
      }
    }
  }

  private static String words(RuntimeException known) {
    return String.valueOf(known.getMessage());
  }

  /// Waits until nobody reads, then has the next ones read from this, or from nothing.
  void use(Optional<Live> next) {
    lock.writeLock().lock();
    try {
      live.ifPresent(before -> before.store().close());
      live = next;
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public void close() {
    threads.shutdown();
    searcher.shutdown();
    use(Optional.empty());
  }

  private <T> T locked(Query<T> query) {
    lock.readLock().lock();
    try {
      var open = live.orElseThrow(() -> new LogUnavailable("the log is not open", noCause()));
      return query.on(open);
    } catch (RocksDBException failed) {
      throw Store.isDamage(failed)
          ? Store.corrupt(failed)
          : new LogUnavailable("the log cannot be read", failed);
    } finally {
      lock.readLock().unlock();
    }
  }

  private static IllegalStateException noCause() {
    return new IllegalStateException("closed, or being opened again after a failure");
  }
}
