package dev.tagyard.proxy.eventlog.rocksdb;

import dev.tagyard.proxy.eventlog.VisitorHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/// Changes what lies on disk, while the log is closed: a value, or as a disk does it, a byte, after
/// which a whole block of keys fails its checksum.
public final class Damage {
  private Damage() {}

  /// What was appended up to this position can no longer be read.
  ///
  /// @param folder of the log
  public static void journal(Path folder, long position) throws RocksDBException {
    overwrite(folder, Column.JOURNAL, Layout.number(position), new byte[100]);
  }

  /// What is kept of a visitor's consent, and what lies so near that it shares its block, can no
  /// longer be read.
  ///
  /// @param folder of the log
  public static void consent(Path folder, VisitorHash visitor)
      throws IOException, RocksDBException {
    at(folder, Column.CONSENTS, ConsentLayout.key(ConsentLayout.DECISION, visitor));
  }

  static void overwrite(Path folder, Column column, byte[] key, byte[] value)
      throws RocksDBException {
    try (var store = Store.open(folder);
        var batch = new WriteBatch()) {
      batch.put(store.handle(column), key, value);
      store.write(batch, true);
    }
  }

  /// Changes a byte of what a column of a closed log has under a key.
  static void at(Path log, Column column, byte[] key) throws IOException, RocksDBException {
    byte[] value;
    try (var store = Store.open(log)) {
      value = store.get(column, key).orElseThrow();
    }
    to(log, column, value);
  }

  /// Changes one of these bytes, which a column of a closed log has somewhere.
  static void to(Path log, Column column, byte[] value) throws IOException, RocksDBException {
    try (var store = Store.open(log)) {
      // Puts all that is in memory on files, and this column on one.
      store.erase(column);
    }
    for (var file : Folders.files(log)) {
      var bytes = Files.readAllBytes(file);
      var at = file.toString().endsWith(".sst") ? indexOf(bytes, value) : -1;
      if (at >= 0) {
        bytes[at + value.length / 2] ^= 1;
        Files.write(file, bytes);
        return;
      }
    }
    throw new AssertionError("these bytes are in no file as they are");
  }

  private static int indexOf(byte[] bytes, byte[] sought) {
    for (var at = 0; at <= bytes.length - sought.length; at++) {
      if (bytes[at] == sought[0]
          && Arrays.equals(bytes, at, at + sought.length, sought, 0, sought.length)) {
        return at;
      }
    }
    return -1;
  }
}
