package dev.tagyard.proxy.eventlog.rocksdb;

import java.util.List;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/// A walk over a stretch of one column. Stands before the first key until told where to go.
final class Scan implements AutoCloseable {
  private final RocksIterator iterator;
  private final List<AbstractNativeReference> natives;
  private boolean started;

  Scan(RocksIterator iterator, List<AbstractNativeReference> natives) {
    this.iterator = iterator;
    this.natives = natives;
  }

  /// Steps to the next key, the first one at first; false at the end.
  boolean next() throws RocksDBException {
    if (started) {
      iterator.next();
    } else {
      iterator.seekToFirst();
      started = true;
    }
    return here();
  }

  /// Goes to the first key from there on; false when there is none.
  boolean seek(byte[] from) throws RocksDBException {
    iterator.seek(from);
    started = true;
    return here();
  }

  /// Steps to the key before, the last one at first; false at the end.
  boolean previous() throws RocksDBException {
    if (started) {
      iterator.prev();
    } else {
      iterator.seekToLast();
      started = true;
    }
    return here();
  }

  byte[] key() {
    return iterator.key();
  }

  byte[] value() {
    return iterator.value();
  }

  /// The first bytes of the value; the whole length of it is the result.
  int value(byte[] start) {
    return iterator.value(start);
  }

  private boolean here() throws RocksDBException {
    if (iterator.isValid()) {
      return true;
    }
    iterator.status();
    return false;
  }

  @Override
  public void close() {
    iterator.close();
    natives.forEach(AbstractNativeReference::close);
  }
}
