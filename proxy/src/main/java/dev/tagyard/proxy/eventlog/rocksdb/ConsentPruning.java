package dev.tagyard.proxy.eventlog.rocksdb;

import java.time.Instant;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/// Forgets kept decisions and withdrawals that are past their time, as claims are: listed by the
/// hour in which they may end, and looked at then, since they may have been kept anew.
final class ConsentPruning {
  private static final int AT_ONCE = 4_000;

  private ConsentPruning() {}

  /// @return whether there is more to forget
  static boolean prune(Instant now, Store store, WriteBatch batch) throws RocksDBException {
    var millis = now.toEpochMilli();
    var consents = store.handle(Column.CONSENTS);
    var from = new byte[] {ConsentLayout.END};
    var to = ConsentLayout.end(millis, Layout.NOTHING);
    try (var scan = store.scan(Column.CONSENTS, from, to)) {
      var seen = 0;
      while (seen < AT_ONCE && scan.next()) {
        var key = ConsentLayout.ofEnd(scan.key());
        seen++;
        try {
          var value = store.get(Column.CONSENTS, key);
          if (value.isPresent() && ConsentLayout.until(value.get()) <= millis) {
            batch.delete(consents, key);
          }
        } catch (RocksDBException failed) {
          // It stays, for it may have been a refusal; its data key goes in its time.
          Store.requireDamage(failed);
        }
        batch.delete(consents, scan.key());
      }
      return seen == AT_ONCE;
    }
  }
}
