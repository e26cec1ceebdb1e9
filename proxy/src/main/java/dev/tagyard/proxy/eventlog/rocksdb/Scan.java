package dev.tagyard.proxy.eventlog.rocksdb;

import java.math.BigInteger;
import java.util.List;
import java.util.function.Supplier;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/// A walk over a stretch of one column. Stands before the first key until told where to go.
final class Scan implements AutoCloseable {
  private final Supplier<RocksIterator> iterators;
  private final List<AbstractNativeReference> natives;
  private RocksIterator iterator;
  private boolean started;

  Scan(Supplier<RocksIterator> iterators, List<AbstractNativeReference> natives) {
    this.iterators = iterators;
    this.iterator = iterators.get();
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

  /// Goes past a stretch that cannot be read, to the first key that can be; false when none can
  /// before the end. Keys are numbers of one length here: steps double until one lands where
  /// reading goes on, then halve back to where it begins to.
  ///
  /// @param after the last key before it
  /// @param to exclusive
  boolean seekPast(byte[] after, byte[] to) throws RocksDBException {
    var damaged = new BigInteger(1, after);
    var end = new BigInteger(1, to);
    var step = BigInteger.ONE;
    var sound = damaged.add(step);
    while (!isReadable(sound, after.length)) {
      if (sound.equals(end)) {
        return false;
      }
      damaged = sound;
      step = step.shiftLeft(1);
      sound = sound.add(step).min(end);
    }
    for (var gap = sound.subtract(damaged); gap.bitLength() > 1; gap = sound.subtract(damaged)) {
      var middle = damaged.add(gap.shiftRight(1));
      if (isReadable(middle, after.length)) {
        sound = middle;
      } else {
        damaged = middle;
      }
    }
    return !sound.equals(end) && seekAnew(key(sound, after.length));
  }

  private boolean isReadable(BigInteger key, int length) throws RocksDBException {
    try {
      seekAnew(key(key, length));
      return true;
    } catch (RocksDBException failed) {
      Store.requireDamage(failed);
      return false;
    }
  }

  /// One that has come upon damage may take it for the end when it is asked again.
  private boolean seekAnew(byte[] from) throws RocksDBException {
    iterator.close();
    iterator = iterators.get();
    return seek(from);
  }

  private static byte[] key(BigInteger number, int length) {
    var bytes = number.toByteArray();
    var key = new byte[length];
    var used = Math.min(bytes.length, length);
    System.arraycopy(bytes, bytes.length - used, key, length - used, used);
    return key;
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
