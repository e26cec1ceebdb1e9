package dev.tagyard.proxy.eventlog.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tagyard.proxy.eventlog.CopyIds;
import dev.tagyard.proxy.eventlog.LogRefused;
import dev.tagyard.proxy.eventlog.LogSettings;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The writer's side of the files: opens them, and makes groups of work into writes. One thread
/// uses it; [#frame] and [#readers] are for all.
final class Engine implements AutoCloseable {
  /// In memory, so that what was just written need not be unsealed: journal and outboxes each.
  private static final long HELD_BYTES = 32L << 20;

  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

  private static final byte[] CHECK = "tagyard event log".getBytes(UTF_8);

  private final Opening opening;
  private final KeyRing keys;
  private final OverflowRule overflow;
  private final Pruning pruning;
  private final InstantSource clock;
  private final Readers readers = new Readers();
  private final Tail tail = new Tail(HELD_BYTES);

  /// Whether a file was found damaged. Files are not merged then until the next start: that would
  /// come upon the damage again and again, and stop all writes each time.
  private boolean damaged;

  private Optional<Store> store = Optional.empty();
  private State state = new State();
  private volatile Outboxes outboxes = new Outboxes(HELD_BYTES);
  private volatile Frame frame = Frame.EMPTY;
  private volatile CopyIds copyIds = CopyIds.REHEARSED;

  interface Opening {
    /// @param merging whether files are merged in the background
    Store open(boolean merging) throws RocksDBException;
  }

  Engine(
      Opening opening,
      LogSettings settings,
      KeyRing keys,
      OverflowRule overflow,
      InstantSource clock) {
    this.opening = opening;
    this.keys = keys;
    this.overflow = overflow;
    this.pruning = new Pruning(settings, keys);
    this.clock = clock;
  }

  Frame frame() {
    return frame;
  }

  CopyIds copyIds() {
    return copyIds;
  }

  Readers readers() {
    return readers;
  }

  Outboxes outboxes() {
    return outboxes;
  }

  Tail tail() {
    return tail;
  }

  /// Opens the files, again after a failure too, and believes only what they hold. Throws
  /// [LogRefused] where they are not ours to use.
  void open() throws RocksDBException {
    release();
    var opened = opening.open(!damaged);
    try {
      admit(opened);
      state = State.load(opened);
      outboxes = Outboxes.load(state, HELD_BYTES);
    } catch (RocksDBException | RuntimeException failed) {
      opened.close();
      throw failed;
    }
    tail.clear();
    store = Optional.of(opened);
    copyIds = state.copyIds;
    frame = state.frame(Frame.EMPTY, List.copyOf(state.accounts().values()));
    readers.use(Optional.of(new Readers.Live(opened, outboxes)));
  }

  /// Closes the files after a failed write, which left the memory of the writer ahead of them.
  void release() {
    store = Optional.empty();
    readers.use(Optional.empty());
  }

  /// One write of all that waits. When it fails nothing here is true any more until [#open].
  Group write(List<Work> works) throws RocksDBException {
    var open = store.orElseThrow();
    var span = Layout.span(clock.millis());
    try (var group = new Group(open, state, outboxes, overflow, span)) {
      for (var work : works) {
        switch (work) {
          case Work.Append append -> group.append(append, tail);
          case Work.Commit commit -> group.commit(commit);
          case Work.Settle settle -> group.settle(settle);
          case Work.Destinations destinations -> group.destinations(destinations.names());
          case Work.Consents consents -> group.consents(consents);
          case Work.Letters letters -> group.letters(letters);
          case Work.Prune prune -> group.prune(prune, pruning);
          case Work.Wake wake -> {}
        }
      }
      var touched = state.touched();
      var newKeys = keys.unwritten();
      group.write(keys, newKeys);
      keys.written(newKeys);
      // Before anybody sees what is new: who dispatches it is to know its destinations.
      frame = state.frame(frame, touched);
      group.tell();
      tail.forget(state.cursor);
      return group;
    } catch (RocksDBException failed) {
      if (Store.isDamage(failed) && !damaged) {
        damaged = true;
        LOG.error("a file of the log was damaged: files are not merged until the next start");
      }
      throw failed;
    }
  }

  @Override
  public void close() {
    store = Optional.empty();
    readers.close();
  }

  /// Looks whether the files are of this format and sealed with this key; marks new ones. The write
  /// also shows whether there is room again.
  private void admit(Store opened) throws RocksDBException {
    var format = opened.get(Column.META, Layout.FORMAT_KEY);
    var check = opened.get(Column.META, Layout.CHECK_KEY);
    if (format.isPresent()) {
      var version = ByteBuffer.wrap(format.get()).getInt();
      if (version != Layout.FORMAT) {
        throw new LogRefused(
            "the event log has format "
                + version
                + "; this version of Tagyard reads format "
                + Layout.FORMAT
                + ": let the version that wrote it deliver what waits, then move the log away");
      }
      checkKey(check);
    }
    try (var batch = new WriteBatch()) {
      var meta = opened.handle(Column.META);
      batch.put(meta, Layout.FORMAT_KEY, Layout.serial(Layout.FORMAT));
      if (check.isEmpty()) {
        batch.put(meta, Layout.CHECK_KEY, keys.sealDirectly(CHECK, 0));
      }
      if (opened.get(Column.META, Layout.SALT_KEY).isEmpty()) {
        var salt = new byte[CopyIds.SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        batch.put(meta, Layout.SALT_KEY, salt);
      }
      opened.write(batch, true);
    }
    var wrapped = new HashMap<Integer, byte[]>();
    try (var scan = opened.scan(Column.KEYS)) {
      while (scan.next()) {
        wrapped.put(ByteBuffer.wrap(scan.key()).getInt(), scan.value());
      }
    }
    keys.load(wrapped);
  }

  private void checkKey(Optional<byte[]> check) {
    try {
      keys.unsealDirectly(check.orElseThrow(GeneralSecurityException::new), 0);
    } catch (GeneralSecurityException otherKey) {
      throw new LogRefused(
          "the event log was sealed with another data key: set privacy.key to that one, or move"
              + " the log away to start anew",
          otherKey);
    }
  }
}
