package dev.tagyard.proxy.eventlog.rocksdb;

import java.nio.file.Path;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/// Changes what lies on disk, while the log is closed.
public final class Damage {
  private Damage() {}

  /// What was appended up to this position can no longer be read.
  ///
  /// @param folder of the log
  public static void journal(Path folder, long position) throws RocksDBException {
    overwrite(folder, Column.JOURNAL, Layout.number(position), new byte[100]);
  }

  static void overwrite(Path folder, Column column, byte[] key, byte[] value)
      throws RocksDBException {
    try (var store = Store.open(folder);
        var batch = new WriteBatch()) {
      batch.put(store.handle(column), key, value);
      store.write(batch, true);
    }
  }
}
