package dev.tagyard.proxy.eventlog.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tagyard.proxy.eventlog.CopyIds;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/// What the writer knows by heart. It runs ahead of the disk while a write is made; should that
/// fail, it is thrown away and loaded anew.
final class State {
  long end;
  long cursor;
  long factsEnd;

  /// Journal and facts are forgotten up to here.
  long forgottenJournal;

  long forgottenFacts;

  CopyIds copyIds = CopyIds.REHEARSED;

  /// Of the index, as last written to: it never goes back.
  int span;

  /// Rows of hours are many, and nothing is asked of them at a start.
  private static final byte[] AFTER_HOURS = {Layout.HOUR + 1};

  private final HourCounts hours = new HourCounts();
  private final Map<String, Account> accounts = new LinkedHashMap<>();
  private final Map<Integer, Account> byId = new HashMap<>();
  private final Map<Integer, Mark> marks = new HashMap<>();
  private final Map<Integer, Long> outboxKeyUse = new HashMap<>();
  private final Set<Account> touchedAccounts = new HashSet<>();
  private final Set<Integer> touchedMarks = new HashSet<>();
  private final Set<Integer> touchedUse = new HashSet<>();

  /// The last position and fact that a data key sealed.
  record Mark(long position, long fact) {}

  static State load(Store store) throws RocksDBException {
    var state = new State();
    state.loadMeta(store);
    state.end = Math.max(last(store, Column.JOURNAL), state.forgottenJournal);
    state.factsEnd = Math.max(last(store, Column.FACTS), state.forgottenFacts);
    for (var mark : state.marks.values()) {
      state.end = Math.max(state.end, mark.position());
      state.factsEnd = Math.max(state.factsEnd, mark.fact());
    }
    state.span = lastKey(store, Column.INDEX).map(key -> ByteBuffer.wrap(key).getInt()).orElse(0);
    return state;
  }

  /// The account of a name; a new one is not active.
  Account account(String name) {
    var known = accounts.get(name);
    if (known != null) {
      return known;
    }
    var id = byId.keySet().stream().mapToInt(Integer::intValue).max().orElse(0) + 1;
    return add(new Account(id, name));
  }

  Map<String, Account> accounts() {
    return accounts;
  }

  void touch(Account account) {
    touchedAccounts.add(account);
  }

  void sealedPosition(int serial, long position) {
    var mark = marks.getOrDefault(serial, new Mark(0, 0));
    marks.put(serial, new Mark(Math.max(position, mark.position()), mark.fact()));
    touchedMarks.add(serial);
  }

  void sealedFact(int serial, long sequence) {
    var mark = marks.getOrDefault(serial, new Mark(0, 0));
    marks.put(serial, new Mark(mark.position(), Math.max(sequence, mark.fact())));
    touchedMarks.add(serial);
  }

  void sealedOutbox(int serial, long change) {
    outboxKeyUse.merge(serial, change, Long::sum);
    touchedUse.add(serial);
  }

  Mark mark(int serial) {
    return marks.getOrDefault(serial, new Mark(0, 0));
  }

  long outboxUse(int serial) {
    return outboxKeyUse.getOrDefault(serial, 0L);
  }

  void forgetKey(int serial) {
    if (marks.remove(serial) != null) {
      touchedMarks.add(serial);
    }
    if (outboxKeyUse.remove(serial) != null) {
      touchedUse.add(serial);
    }
  }

  HourCounts hours() {
    return hours;
  }

  /// Puts what was touched since the last call into a write.
  void save(WriteBatch batch, Store store) throws RocksDBException {
    hours.save(batch, store);
    var meta = store.handle(Column.META);
    for (var account : touchedAccounts) {
      batch.put(meta, Layout.destination(account.name), Layout.serial(account.id));
      account.save(batch, store);
    }
    for (var serial : touchedMarks) {
      var mark = marks.get(serial);
      var key = Layout.meta(Layout.MARK, serial);
      if (mark == null) {
        batch.delete(meta, key);
      } else {
        batch.put(meta, key, pair(mark.position(), mark.fact()));
      }
    }
    for (var serial : touchedUse) {
      var use = outboxUse(serial);
      var key = Layout.meta(Layout.OUTBOX_KEY_USE, serial);
      if (use == 0) {
        batch.delete(meta, key);
      } else {
        batch.put(meta, key, Layout.number(use));
      }
    }
    touchedAccounts.clear();
    touchedMarks.clear();
    touchedUse.clear();
  }

  /// With new counters for some; the others' are those of the frame before.
  Frame frame(Frame before, List<Account> changed) {
    if (changed.isEmpty()) {
      return new Frame(end, cursor, span, before.destinations(), before.ids());
    }
    var destinations = new HashMap<>(before.destinations());
    var ids = new HashMap<>(before.ids());
    for (var account : changed) {
      destinations.put(account.name, account.counters());
      ids.put(account.name, account.id);
    }
    return new Frame(end, cursor, span, destinations, ids);
  }

  List<Account> touched() {
    return List.copyOf(touchedAccounts);
  }

  static byte[] pair(long one, long other) {
    return ByteBuffer.allocate(16).putLong(one).putLong(other).array();
  }

  private void loadMeta(Store store) throws RocksDBException {
    var values = new HashMap<Integer, byte[]>();
    var ages = new HashMap<Integer, Map<Long, Long>>();
    try (var scan = store.scan(Column.META)) {
      while (scan.next()) {
        if (scan.key()[0] == Layout.HOUR && !scan.seek(AFTER_HOURS)) {
          break;
        }
        var key = ByteBuffer.wrap(scan.key());
        var value = scan.value();
        switch (key.get()) {
          case 'c' -> cursor = Layout.number(value);
          case 's' -> copyIds = CopyIds.of(value);
          case 'p' -> {
            forgottenJournal = ByteBuffer.wrap(value).getLong();
            forgottenFacts = ByteBuffer.wrap(value).getLong(Long.BYTES);
          }
          case Layout.DESTINATION ->
              add(new Account(ByteBuffer.wrap(value).getInt(), UTF_8.decode(key).toString()));
          case Layout.ACCOUNT -> values.put(key.getInt(), value);
          case Layout.AGE ->
              ages.computeIfAbsent(key.getInt(), id -> new HashMap<>())
                  .put(key.getLong(), Layout.number(value));
          case Layout.MARK -> {
            var pair = ByteBuffer.wrap(value);
            marks.put(key.getInt(), new Mark(pair.getLong(), pair.getLong()));
          }
          case Layout.OUTBOX_KEY_USE -> outboxKeyUse.put(key.getInt(), Layout.number(value));
          default -> {
            // The format's version and the key check, which were looked at before.
          }
        }
      }
    }
    for (var account : accounts.values()) {
      Optional.ofNullable(values.get(account.id)).ifPresent(account::load);
      ages.getOrDefault(account.id, Map.of()).forEach(account::loadAge);
    }
  }

  private Account add(Account account) {
    accounts.put(account.name, account);
    byId.put(account.id, account);
    return account;
  }

  private static long last(Store store, Column column) throws RocksDBException {
    return lastKey(store, column).map(Layout::number).orElse(0L);
  }

  /// Absent also where it cannot be read: the marks tell then how far positions and facts had come,
  /// and the clock the span.
  private static Optional<byte[]> lastKey(Store store, Column column) throws RocksDBException {
    try (var scan = store.scan(column)) {
      return scan.previous() ? Optional.of(scan.key()) : Optional.empty();
    } catch (RocksDBException failed) {
      Store.requireDamage(failed);
      return Optional.empty();
    }
  }
}
