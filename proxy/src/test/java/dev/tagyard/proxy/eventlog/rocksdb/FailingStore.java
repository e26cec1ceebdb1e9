package dev.tagyard.proxy.eventlog.rocksdb;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/// A store on a disk that can be full, and that tells what it wrote.
final class FailingStore extends Store {
  private final Disk disk;

  FailingStore(Path folder, boolean merging, Disk disk) throws RocksDBException {
    super(folder, merging);
    this.disk = disk;
  }

  @Override
  void write(WriteBatch batch, boolean sync) throws RocksDBException {
    disk.gate.acquireUninterruptibly();
    disk.gate.release();
    if (disk.dies) {
      throw new AssertionError("the machine is out of something");
    }
    if (disk.full.get() && !disk.fullAfterwards) {
      throw new RocksDBException("No space left on device");
    }
    super.write(batch, sync);
    if (disk.full.get()) {
      throw new RocksDBException("While syncing: No space left on device");
    }
    disk.done.add(sync ? "synced" : "written");
  }

  /// The disk under a store, also when that is opened again.
  static final class Disk {
    final AtomicBoolean full = new AtomicBoolean();

    /// Writes arrive and only then are told to have failed.
    volatile boolean fullAfterwards;

    /// A write ends in an error that nobody foresaw.
    volatile boolean dies;

    /// Holds up writes while no permit is free.
    final Semaphore gate = new Semaphore(1);

    final List<String> done = new CopyOnWriteArrayList<>();
  }
}
