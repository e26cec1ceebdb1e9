package dev.tagyard.proxy.eventlog.rocksdb;

import dev.tagyard.proxy.eventlog.ConsentRecords;
import dev.tagyard.proxy.eventlog.ConsentWrite;
import dev.tagyard.proxy.eventlog.CorruptRecord;
import dev.tagyard.proxy.eventlog.KeptConsent;
import dev.tagyard.proxy.eventlog.VisitorHash;
import dev.tagyard.proxy.eventlog.VisitorKey;
import dev.tagyard.proxy.eventlog.Withdrawal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.rocksdb.RocksDBException;

/// Visitors' last decisions and withdrawals in a column of their own, under hashed keys.
final class ConsentColumn implements ConsentRecords {
  private final Readers readers;
  private final SealedRecords records;
  private final Ids ids;
  private final Consumer<Work> write;
  private final ConsentRecordJson json = new ConsentRecordJson();

  /// @param write waits until it is written
  ConsentColumn(Readers readers, SealedRecords records, Ids ids, Consumer<Work> write) {
    this.readers = readers;
    this.records = records;
    this.ids = ids;
    this.write = write;
  }

  @Override
  public VisitorHash hash(VisitorKey key) {
    return ConsentLayout.hash(ByteBuffer.wrap(ids.ofVisitor(key)));
  }

  @Override
  public Map<VisitorHash, KeptConsent> last(Collection<VisitorHash> visitors, Instant now) {
    var found = new HashMap<VisitorHash, KeptConsent>();
    return readers.read(on -> {
      for (var visitor : visitors) {
        var owner = link(on.store(), visitor).orElse(visitor);
        live(on.store(), ConsentLayout.key(ConsentLayout.DECISION, owner), now)
            .flatMap(this::unsealed)
            .ifPresent(bytes -> found.put(visitor, ConsentRecordJson.kept(bytes)));
      }
      return found;
    });
  }

  @Override
  public Optional<VisitorHash> linked(VisitorHash thing) {
    return readers.read(on -> link(on.store(), thing));
  }

  @Override
  public Optional<Withdrawal> withdrawal(VisitorHash visitor) {
    var key = ConsentLayout.key(ConsentLayout.WITHDRAWAL, visitor);
    return readers
        .read(on -> on.store().get(Column.CONSENTS, key))
        .flatMap(this::unsealed)
        .map(ConsentRecordJson::withdrawal);
  }

  @Override
  public boolean withdrawals(Instant now, int most, BiConsumer<VisitorHash, Withdrawal> each) {
    return readers.search(on -> {
      var from = new byte[] {ConsentLayout.WITHDRAWAL};
      var told = 0;
      try (var scan = on.store().scan(Column.CONSENTS, from, Layout.after(from))) {
        while (scan.next()) {
          var value = scan.value();
          if (ConsentLayout.until(value) > now.toEpochMilli()) {
            if (told == most) {
              return false;
            }
            var visitor = ConsentLayout.visitor(scan.key());
            unsealed(value)
                .ifPresent(bytes -> each.accept(visitor, ConsentRecordJson.withdrawal(bytes)));
            told++;
          }
        }
        return true;
      } catch (RocksDBException failed) {
        Store.requireDamage(failed);
        return false;
      }
    });
  }

  @Override
  public void write(List<ConsentWrite> writes) {
    if (writes.isEmpty()) {
      return;
    }
    var puts = new ArrayList<Work.ConsentPut>(writes.size());
    boolean sync = false;
    for (var each : writes) {
      switch (each) {
        case ConsentWrite.Keep(var visitor, var consent, var until) ->
            puts.add(put(ConsentLayout.DECISION, visitor, until, sealed(json.of(consent))));
        case ConsentWrite.Link(var visitor, var to, var until) ->
            puts.add(put(ConsentLayout.LINK, visitor, until, ConsentLayout.content(to)));
        case ConsentWrite.Stop(var visitor, var withdrawal, var until) -> {
          var content = sealed(ConsentRecordJson.of(withdrawal));
          puts.add(put(ConsentLayout.WITHDRAWAL, visitor, until, content));
          sync = true;
        }
        case ConsentWrite.Forget(var visitor) -> {
          puts.add(
              new Work.ConsentPut(
                  new Work.Bytes(ConsentLayout.key(ConsentLayout.DECISION, visitor)),
                  Optional.empty(),
                  0));
          sync = true;
        }
      }
    }
    write.accept(new Work.Consents(puts, sync, 512L * puts.size(), new Work.Done()));
  }

  private static Work.ConsentPut put(
      byte kind, VisitorHash visitor, Instant until, byte[] content) {
    return new Work.ConsentPut(
        new Work.Bytes(ConsentLayout.key(kind, visitor)),
        Optional.of(new Work.Bytes(ConsentLayout.value(until.toEpochMilli(), content))),
        until.toEpochMilli());
  }

  private byte[] sealed(byte[] plain) {
    return records.seal(RecordClass.CONSENT, plain);
  }

  private static Optional<VisitorHash> link(Store store, VisitorHash thing)
      throws RocksDBException {
    return store
        .get(Column.CONSENTS, ConsentLayout.key(ConsentLayout.LINK, thing))
        .map(ConsentLayout::linked);
  }

  private static Optional<byte[]> live(Store store, byte[] key, Instant now)
      throws RocksDBException {
    return store
        .get(Column.CONSENTS, key)
        .filter(value -> ConsentLayout.until(value) > now.toEpochMilli());
  }

  /// Absent where its data key is gone already: then it was to be forgotten.
  private Optional<byte[]> unsealed(byte[] value) {
    try {
      return Optional.of(records.unseal(ConsentLayout.content(value)));
    } catch (CorruptRecord past) {
      return Optional.empty();
    }
  }
}
