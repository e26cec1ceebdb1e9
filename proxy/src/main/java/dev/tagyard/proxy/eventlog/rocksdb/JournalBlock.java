package dev.tagyard.proxy.eventlog.rocksdb;

import dev.tagyard.consent.ConsentDecision;
import dev.tagyard.proxy.eventlog.JournalEntry;
import dev.tagyard.proxy.eventlog.rocksdb.Work.Done;
import dev.tagyard.proxy.eventlog.rocksdb.Work.Hash;
import dev.tagyard.proxy.eventlog.rocksdb.Work.Sealed;
import dev.tagyard.rules.event.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Entries that become one record. Each is encoded as it comes, while the processor still has in
/// its caches what was just made: at the end of a busy turn it has not. For one thread.
final class JournalBlock {
  private final RecordCodec codec;
  private final SealedRecords records;
  private final Ids ids;
  private final RecordOutput out;
  private final int count;
  private final List<JournalEntry> entries = new ArrayList<>();
  private final List<Hash> hashes = new ArrayList<>();
  private long weight;
  private Optional<ConsentDecision> before = Optional.empty();

  JournalBlock(RecordCodec codec, SealedRecords records, Ids ids) {
    this.codec = codec;
    this.records = records;
    this.ids = ids;
    this.out = codec.borrow();
    this.count = out.blank();
  }

  /// Throws `IllegalArgumentException` where the entry cannot be kept; those before it stay.
  void add(JournalEntry entry) {
    var end = out.size();
    var nodes = out.nodes();
    try {
      codec.entry(out, entry, before);
    } catch (IllegalArgumentException unfit) {
      out.cut(end);
      throw unfit;
    }
    weight += Weight.of(out.nodes() - nodes, (long) out.size() - end);
    before = Optional.of(entry.decision());
    entries.add(entry);
    hashes.add(new Hash(ids.ofEvent(entry.event().id())));
  }

  int size() {
    return entries.size();
  }

  /// In memory.
  long weight() {
    return weight;
  }

  /// Seals; nothing can be added after.
  Work.Append sealed() {
    out.fill(count, entries.size());
    var size = out.size();
    var value = new Sealed(records.seal(RecordClass.JOURNAL, out.memory(), size));
    codec.giveBack(out);
    return new Work.Append(entries, hashes, value, weight, size, new Done());
  }
}
