package dev.tagyard.proxy.eventlog.rocksdb;

import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.SecretKey;

/// The key of one class of records for one hour of one run.
///
/// A key that was read back opens records and seals none: each run makes its own. So a counter is
/// enough for nonces that never repeat under a key, also after a kill or a restored backup.
///
/// @param serial names the key in each record that it sealed
/// @param hour since the epoch, in which it was made
record DataKey(int serial, RecordClass recordClass, long hour, SecretKey key, AtomicLong nonces) {
  DataKey(int serial, RecordClass recordClass, long hour, SecretKey key) {
    this(serial, recordClass, hour, key, new AtomicLong());
  }
}
