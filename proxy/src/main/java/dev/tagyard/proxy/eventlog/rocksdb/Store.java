package dev.tagyard.proxy.eventlog.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tagyard.proxy.eventlog.CorruptRecord;
import dev.tagyard.proxy.eventlog.LogRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.CompactRangeOptions.BottommostLevelCompaction;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksObject;
import org.rocksdb.Slice;
import org.rocksdb.Status;
import org.rocksdb.TableFormatConfig;
import org.rocksdb.VectorMemTableConfig;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// The files: one open RocksDB and its native handles. Tests put one that fails in its place.
class Store implements AutoCloseable {
  private static final long MIB = 1L << 20;

  /// All that is held in memory before it is flushed, over all columns.
  private static final long WRITE_BUFFERS = 96 * MIB;

  /// A kill costs reading this much again at the next start.
  private static final long WRITE_AHEAD_LOG = 192 * MIB;

  /// Files of the index before they are merged: seldom, for few ask it and each event writes to it.
  private static final int INDEX_FILES = 16;

  private final RocksDB db;
  private final Map<Column, ColumnFamilyHandle> handles;
  private final List<RocksObject> natives;
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final WriteOptions unsynced = new WriteOptions();

  /// @param merging whether files are merged in the background
  protected Store(Path folder, boolean merging) throws RocksDBException {
    natives = new ArrayList<>();
    var cache = own(new LRUCache(32 * MIB));
    var table = table(cache, own(new BloomFilter(10)));
    var descriptors = new ArrayList<ColumnFamilyDescriptor>();
    for (var column : Column.values()) {
      descriptors.add(
          new ColumnFamilyDescriptor(
              column.label().getBytes(UTF_8),
              own(options(column, table).setDisableAutoCompactions(!merging))));
    }
    var opened = new ArrayList<ColumnFamilyHandle>();
    try {
      db = RocksDB.open(own(options()), folder.toString(), descriptors, opened);
    } catch (RocksDBException failed) {
      free();
      throw failed;
    }
    handles = new EnumMap<>(Column.class);
    var next = opened.iterator();
    for (var column : Column.values()) {
      handles.put(column, next.next());
    }
  }

  /// Throws [LogRefused] where another process holds the folder, or nothing native loads.
  static Store open(Path folder) throws RocksDBException {
    return open(folder, true);
  }

  static Store open(Path folder, boolean merging) throws RocksDBException {
    NativeCode.require();
    try {
      Files.createDirectories(folder);
      return new Store(folder, merging);
    } catch (IOException unwritable) {
      throw new LogRefused("cannot make the folder " + folder, unwritable);
    } catch (RocksDBException failed) {
      var message = String.valueOf(failed.getMessage());
      if (message.contains("lock hold by") || message.contains("While lock file")) {
        throw new LogRefused(folder + " is in use by another process", failed);
      }
      if (message.contains("Column famil")) {
        throw new LogRefused(folder + " was written by another version of this program", failed);
      }
      throw failed;
    }
  }

  /// Whether a file was changed on disk, so that it would be so at each try.
  static boolean isDamage(RocksDBException failed) {
    return failed.getStatus() != null && failed.getStatus().getCode() == Status.Code.Corruption;
  }

  /// Throws on what is no damage, and so may pass.
  static void requireDamage(RocksDBException failed) throws RocksDBException {
    if (!isDamage(failed)) {
      throw failed;
    }
  }

  static CorruptRecord corrupt(RocksDBException damage) {
    return new CorruptRecord("a file of the log was changed on disk", damage);
  }

  void write(WriteBatch batch, boolean sync) throws RocksDBException {
    db.write(sync ? synced : unsynced, batch);
  }

  Optional<byte[]> get(Column column, byte[] key) throws RocksDBException {
    return Optional.ofNullable(db.get(handle(column), key));
  }

  /// All with `from` ≤ key < `to`, in order; to be closed.
  Scan scan(Column column, byte[] from, byte[] to) {
    var lower = new Slice(from);
    var upper = new Slice(to);
    var options = new ReadOptions().setIterateLowerBound(lower).setIterateUpperBound(upper);
    return new Scan(() -> db.newIterator(handle(column), options), List.of(options, lower, upper));
  }

  Scan scan(Column column) {
    var options = new ReadOptions();
    return new Scan(() -> db.newIterator(handle(column), options), List.of(options));
  }

  ColumnFamilyHandle handle(Column column) {
    return Objects.requireNonNull(handles.get(column));
  }

  /// Drops whole files that hold nothing but forgotten keys: cheaper than compacting them.
  void dropFiles(Column column, byte[] from, byte[] to) throws RocksDBException {
    db.deleteFilesInRanges(handle(column), List.of(from, to), false);
  }

  /// Rewrites the column and lets go of the write-ahead log, so that what was deleted from it is on
  /// no file any more.
  void erase(Column column) throws RocksDBException {
    try (var wait = new FlushOptions().setWaitForFlush(true);
        var all =
            new CompactRangeOptions()
                .setBottommostLevelCompaction(BottommostLevelCompaction.kForce)) {
      db.flush(wait, List.copyOf(handles.values()));
      db.compactRange(handle(column), null, null, all);
    }
  }

  @Override
  public void close() {
    try {
      db.syncWal();
    } catch (RocksDBException stillBroken) {
      // What needed a sync has had it; the rest is repeated after the next start.
    }
    handles.values().forEach(ColumnFamilyHandle::close);
    db.close();
    free();
  }

  private void free() {
    synced.close();
    unsynced.close();
    for (var each : natives.reversed()) {
      each.close();
    }
  }

  private <T extends RocksObject> T own(T object) {
    natives.add(object);
    return object;
  }

  private static DBOptions options() {
    return new DBOptions()
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setDbWriteBufferSize(WRITE_BUFFERS)
        .setMaxTotalWalSize(WRITE_AHEAD_LOG)
        .setMaxBackgroundJobs(2)
        // There is one writer.
        .setAllowConcurrentMemtableWrite(false)
        .setBytesPerSync(MIB)
        .setMaxOpenFiles(512)
        .setKeepLogFileNum(3)
        .setStatsDumpPeriodSec(0)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL);
  }

  /// Sealed values do not compress, so only the index is tried.
  private static ColumnFamilyOptions options(Column column, TableFormatConfig table) {
    var compression =
        column == Column.INDEX || column == Column.CLAIMS
            ? CompressionType.LZ4_COMPRESSION
            : CompressionType.NO_COMPRESSION;
    var options =
        new ColumnFamilyOptions()
            .setWriteBufferSize(32 * MIB)
            .setMaxWriteBufferNumber(3)
            .setLevelCompactionDynamicLevelBytes(true)
            .setCompressionType(compression)
            .setTableFormatConfig(table);
    // The index is written for each event and read for a person who asks: it is put in order when
    // it is read or goes to disk, not key by key as it comes.
    return column == Column.INDEX
        ? options
            .setMemTableConfig(new VectorMemTableConfig())
            .setWriteBufferSize(8 * MIB)
            .setLevel0FileNumCompactionTrigger(INDEX_FILES)
            .setLevel0SlowdownWritesTrigger(3 * INDEX_FILES)
            .setLevel0StopWritesTrigger(4 * INDEX_FILES)
        : options;
  }

  private static TableFormatConfig table(Cache cache, BloomFilter filter) {
    return new BlockBasedTableConfig()
        .setBlockCache(cache)
        .setCacheIndexAndFilterBlocks(true)
        .setBlockSize(16 << 10)
        .setFormatVersion(5)
        .setFilterPolicy(filter);
  }
}
