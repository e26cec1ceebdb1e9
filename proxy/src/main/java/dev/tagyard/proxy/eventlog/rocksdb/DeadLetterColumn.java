package dev.tagyard.proxy.eventlog.rocksdb;

import dev.tagyard.proxy.eventlog.CorruptRecord;
import dev.tagyard.proxy.eventlog.DeadLetter;
import dev.tagyard.proxy.eventlog.DeadLetterMove;
import dev.tagyard.proxy.eventlog.DeadLetterQuery;
import dev.tagyard.proxy.eventlog.DeadLetters;
import dev.tagyard.rules.event.Weight;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.rocksdb.RocksDBException;

/// Dead letters under their destination and time: found by walking back from the newest.
final class DeadLetterColumn implements DeadLetters {
  /// Bytes, once unsealed, of what is found at once; a single letter may have more.
  private static final long MOST_AT_ONCE = 8 << 20;

  /// What a byte of them may take in memory.
  private static final int MOST_IN_MEMORY = 4;

  private final Engine engine;
  private final Preparation preparation;
  private final Consumer<Work> write;

  /// @param write waits until it is written
  DeadLetterColumn(Engine engine, Preparation preparation, Consumer<Work> write) {
    this.engine = engine;
    this.preparation = preparation;
    this.write = write;
  }

  /// Where a letter stands, as its id tells. Ids come from outside too: any text may be one.
  private record Place(String destination, long millis, long position, int part)
      implements Comparable<Place> {
    private static final Pattern ID =
        Pattern.compile("(.+)-([0-9a-f]{12,16})-([0-9a-f]{1,16})-([0-9a-f]{1,8})");

    /// The newest first; at one place those of several destinations by name.
    private static final Comparator<Place> ORDER =
        Comparator.comparingLong(Place::millis)
            .thenComparingLong(Place::position)
            .thenComparingInt(Place::part)
            .reversed()
            .thenComparing(Place::destination);

    static Optional<Place> of(String id) {
      var parts = ID.matcher(id);
      return parts.matches()
          ? Optional.of(
              new Place(
                  parts.group(1),
                  Long.parseUnsignedLong(parts.group(2), 16),
                  Long.parseUnsignedLong(parts.group(3), 16),
                  Integer.parseUnsignedInt(parts.group(4), 16)))
          : Optional.empty();
    }

    byte[] key(int destinationId) {
      return Layout.deadLetter(destinationId, millis, position, part);
    }

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  private record Found(Place place, DeadLetter letter) {}

  /// The newest of one destination.
  ///
  /// @param cut whether there may be more, for which there was no room
  private record Newest(List<Found> found, boolean cut) {
    /// Whether nothing is missing before it.
    boolean covers(Place place) {
      return !cut || found.getLast().place().compareTo(place) >= 0;
    }
  }

  @Override
  public List<DeadLetter> find(DeadLetterQuery query) {
    var before = query.before().flatMap(Place::of);
    if (query.before().isPresent() && before.isEmpty()) {
      return List.of();
    }
    var destinations = destinations(query);
    var room = MOST_AT_ONCE / Math.max(1, destinations.size());
    var found = new ArrayList<Newest>();
    for (var id : destinations.values()) {
      found.add(engine.readers().read(on -> find(on.store(), id, query, before, room)));
    }
    return found.stream()
        .flatMap(newest -> newest.found().stream())
        .filter(each -> found.stream().allMatch(newest -> newest.covers(each.place())))
        .sorted(Comparator.comparing(Found::place))
        .limit(query.limit())
        .map(Found::letter)
        .toList();
  }

  @Override
  public Optional<DeadLetter> get(String id) {
    return Place.of(id)
        .flatMap(place ->
            Optional.ofNullable(engine.frame().ids().get(place.destination()))
                .flatMap(destination ->
                    engine
                        .readers()
                        .read(on -> on.store().get(Column.DEAD_LETTERS, place.key(destination)))))
        .flatMap(this::unsealed);
  }

  @Override
  public Set<String> move(List<DeadLetterMove> moves) {
    if (moves.isEmpty()) {
      return Set.of();
    }
    var work = preparation.letters(moves);
    write.accept(work);
    return Set.copyOf(work.moved());
  }

  private Map<String, Integer> destinations(DeadLetterQuery query) {
    var known = engine.frame().ids();
    return query
        .destination()
        .map(name ->
            known.containsKey(name) ? Map.of(name, known.get(name)) : Map.<String, Integer>of())
        .orElse(known);
  }

  private Newest find(
      Store store, int destination, DeadLetterQuery query, Optional<Place> before, long room)
      throws RocksDBException {
    var from =
        query
            .since()
            .map(since -> Layout.deadLetter(destination, OutboxKey.millis(since), 0, 0))
            .orElse(Layout.serial(destination));
    // Nothing later than the place: letters of another destination may stand at the same one.
    var to =
        before
            .map(place -> Layout.after(place.key(destination)))
            .orElse(Layout.after(Layout.serial(destination)));
    var found = new ArrayList<Found>();
    var left = room;
    try (var scan = store.scan(Column.DEAD_LETTERS, from, to)) {
      while (found.size() < query.limit() && left > 0 && scan.previous()) {
        var value = scan.value();
        var letter =
            unsealed(value)
                .filter(query::fits)
                .flatMap(fit -> Place.of(fit.id()).map(place -> new Found(place, fit)))
                .filter(each -> before.isEmpty() || each.place().compareTo(before.get()) > 0);
        if (letter.isPresent()) {
          found.add(letter.get());
          var weight = Weight.of(letter.get().letter().entry().event());
          left -= Math.max(SealedRecords.plainLengthOf(value, 0), weight / MOST_IN_MEMORY);
        }
      }
    }
    return new Newest(found, left <= 0);
  }

  private Optional<DeadLetter> unsealed(byte[] value) {
    try {
      return Optional.of(RecordCodec.deadLetter(preparation.records().unseal(value)));
    } catch (CorruptRecord past) {
      return Optional.empty();
    }
  }
}
