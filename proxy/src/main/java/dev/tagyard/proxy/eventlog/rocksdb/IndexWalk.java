package dev.tagyard.proxy.eventlog.rocksdb;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.rocksdb.RocksDBException;

/// Reads the index here and there, for one question. The index is put in order when a walk begins,
/// so a question takes one walk, however many keys it asks for.
final class IndexWalk implements AutoCloseable {
  private final Scan scan;

  IndexWalk(Store store) {
    this.scan = store.scan(Column.INDEX);
  }

  /// The oldest span that the index has.
  OptionalInt firstSpan() throws RocksDBException {
    return scan.seek(Layout.NOTHING)
        ? OptionalInt.of(ByteBuffer.wrap(scan.key()).getInt())
        : OptionalInt.empty();
  }

  /// The first key with `from` ≤ key < `to`.
  Optional<byte[]> first(byte[] from, byte[] to) throws RocksDBException {
    return scan.seek(from)
        ? Optional.of(scan.key()).filter(key -> isBefore(key, to))
        : Optional.empty();
  }

  /// All keys that start so, in order.
  List<byte[]> startingWith(byte[] prefix) throws RocksDBException {
    var to = Layout.after(prefix);
    var keys = new ArrayList<byte[]>();
    for (var here = scan.seek(prefix); here && isBefore(scan.key(), to); here = scan.next()) {
      keys.add(scan.key());
    }
    return keys;
  }

  private static boolean isBefore(byte[] key, byte[] to) {
    return Arrays.compareUnsigned(key, to) < 0;
  }

  @Override
  public void close() {
    scan.close();
  }
}
