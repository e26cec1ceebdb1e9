package dev.tagyard.proxy.choice;

import dev.tagyard.proxy.eventlog.ConsentRecords;
import dev.tagyard.proxy.eventlog.ConsentWrite;
import dev.tagyard.proxy.eventlog.KeptConsent;
import dev.tagyard.proxy.eventlog.VisitorHash;
import dev.tagyard.proxy.eventlog.VisitorKey;
import dev.tagyard.proxy.eventlog.Withdrawal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes notes down, what came together as one: reads what was known of the visitors, finds what
/// was taken back, puts that in force, then writes. One virtual thread.
public final class ChoiceWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChoiceWriter.class);
  private static final int MOST_WAITING = 100_000;
  private static final int AT_ONCE = 2_000;
  private static final int MOST_OTHERS = 8;
  private static final Duration LINGER = Duration.ofMillis(50);

  private final ConsentRecords records;
  private final Withdrawals withdrawals;
  private final Supplier<Duration> remember;
  private final Duration remembersWithdrawals;
  private final LinkedBlockingQueue<Note> waiting = new LinkedBlockingQueue<>();
  private final Thread thread = Thread.ofVirtual().name("choices").unstarted(this::run);

  /// @param remember how long a decision serves server events
  /// @param remembersWithdrawals longer than any delivery is tried
  public ChoiceWriter(
      ConsentRecords records,
      Withdrawals withdrawals,
      Supplier<Duration> remember,
      Duration remembersWithdrawals) {
    this.records = records;
    this.withdrawals = withdrawals;
    this.remember = remember;
    this.remembersWithdrawals = remembersWithdrawals;
  }

  public void start() {
    thread.start();
  }

  /// A decision that nobody waits for may be left out where too many wait; a refusal never is.
  void add(Note note) {
    if (waiting.size() < MOST_WAITING || Note.refuses(note.decision())) {
      waiting.add(note);
    } else {
      note.done().completeExceptionally(new IllegalStateException("too many notes wait"));
    }
  }

  private void run() {
    try {
      while (true) {
        var first = waiting.poll(1, TimeUnit.MINUTES);
        var batch = new ArrayList<Note>();
        if (first != null) {
          batch.add(first);
          waiting.drainTo(batch, AT_ONCE);
          write(batch);
          if (batch.stream().noneMatch(note -> Note.refuses(note.decision()))) {
            // Nobody waits: what comes now shares the next write.
            Thread.sleep(LINGER);
          }
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(List<Note> batch) {
    try {
      take(batch);
      batch.forEach(note -> note.done().complete(null));
    } catch (RuntimeException failure) {
      LOG.warn("the last decisions of visitors could not be kept: {}", failure.getMessage());
      batch.forEach(this::holdInMemory);
      batch.forEach(note -> note.done().completeExceptionally(failure));
    }
  }

  /// What visitors took back of their own cookie's is in force all the same, until a restart.
  private void holdInMemory(Note note) {
    for (var key : note.proven()) {
      note.withdrawal(true, Optional.empty())
          .ifPresent(taken -> withdrawals.add(records.hash(key), taken));
    }
  }

  private void take(List<Note> batch) {
    var now = batch.getLast().at();
    withdrawals.forget(now, remembersWithdrawals);
    var known = known(batch, now);
    var writes = new ArrayList<ConsentWrite>();
    for (var note : batch) {
      note.first()
          .ifPresent(
              first -> note.proven().forEach(key -> known.putIfAbsent(records.hash(key), first)));
      var all = people(note);
      var people = all.stream().filter(person -> isOwn(note, person, all, known)).toList();
      for (var person : all) {
        if (person.fresh() && people.contains(person)) {
          take(note, person, people, known, writes);
        } else if (person.fresh()) {
          narrow(note, person, known, writes);
        }
      }
      link(note, people, writes);
    }
    records.write(writes);
  }

  /// What is kept of who a batch names, and, where something is refused, of whom they are linked
  /// to.
  private Map<VisitorHash, KeptConsent> known(List<Note> batch, Instant now) {
    var asked = new HashSet<VisitorHash>();
    batch.forEach(note -> people(note).forEach(person -> asked.add(person.hash())));
    var known = new HashMap<>(records.last(asked, now));
    if (batch.stream().anyMatch(note -> Note.refuses(note.decision()))) {
      var linked = new HashSet<VisitorHash>();
      known.values().forEach(kept -> linked.addAll(kept.others()));
      linked.removeAll(asked);
      known.putAll(records.last(linked, now));
    }
    return known;
  }

  /// @param user a user id, which anybody may write into an event
  /// @param proven known to have been kept before
  private record Person(VisitorHash hash, boolean user, boolean fresh, boolean proven) {}

  /// Whether a note speaks for somebody: a browser for its own visitor id, and for a user of whom
  /// nothing is known or what is known is linked to that visitor id.
  private boolean isOwn(
      Note note, Person person, List<Person> people, Map<VisitorHash, KeptConsent> known) {
    if (note.trusted() || !person.user()) {
      return true;
    }
    var before = known.get(person.hash());
    return before == null
        ? withdrawals.of(person.hash()).isEmpty()
        : people.stream().anyMatch(each -> !each.user() && before.others().contains(each.hash()));
  }

  /// What anybody refuses for a user counts from now on; what waits is left alone, and nothing is
  /// widened. The visitor that it is linked to may widen it again.
  private void narrow(
      Note note, Person person, Map<VisitorHash, KeptConsent> known, List<ConsentWrite> writes) {
    var before = Optional.ofNullable(known.get(person.hash()));
    if (before.filter(note::isOlderThan).isPresent()) {
      return;
    }
    before
        .flatMap(note::narrowed)
        .ifPresent(kept -> keep(note, person.hash(), kept, known, writes));
  }

  private void take(
      Note note,
      Person person,
      List<Person> people,
      Map<VisitorHash, KeptConsent> known,
      List<ConsentWrite> writes) {
    var before = Optional.ofNullable(known.get(person.hash()));
    if (before.filter(note::isOlderThan).isPresent()) {
      return;
    }
    var taken = note.withdrawal(person.proven(), before);
    taken.ifPresent(withdrawal -> stop(note, person.hash(), withdrawal, writes));
    for (var other : before.map(KeptConsent::others).orElse(Set.of())) {
      takeFromLinked(note, person, other, taken, known, writes);
    }
    if (note.keeps() && before.filter(note::isBefore).isEmpty()) {
      var kept = new KeptConsent(note.at(), note.decision(), others(person, people, before));
      keep(note, person.hash(), kept, known, writes);
    } else if (!note.refusesAll()) {
      // Forgotten, what was refused would be as if never asked.
      before
          .flatMap(note::narrowed)
          .ifPresent(kept -> keep(note, person.hash(), kept, known, writes));
    } else if (taken.isPresent()) {
      forget(person.hash(), known, writes);
    }
  }

  /// Who takes something back by one key is known by others, too.
  private void takeFromLinked(
      Note note,
      Person person,
      VisitorHash other,
      Optional<Withdrawal> taken,
      Map<VisitorHash, KeptConsent> known,
      List<ConsentWrite> writes) {
    var kept = Optional.ofNullable(known.get(other));
    if (note.refusesAll()) {
      taken.ifPresent(withdrawal -> stop(note, other, withdrawal, writes));
      forget(other, known, writes);
    } else if (kept.filter(note::isOlderThan).isEmpty()) {
      // Where the other was linked to somebody else since, it is as with a stranger's word.
      taken
          .filter(_ -> kept.isEmpty() || kept.get().others().contains(person.hash()))
          .ifPresent(withdrawal -> stop(note, other, withdrawal, writes));
      kept.flatMap(note::narrowed)
          .ifPresent(narrowed -> keep(note, other, narrowed, known, writes));
    }
  }

  private void keep(
      Note note,
      VisitorHash visitor,
      KeptConsent kept,
      Map<VisitorHash, KeptConsent> known,
      List<ConsentWrite> writes) {
    known.put(visitor, kept);
    writes.add(new ConsentWrite.Keep(visitor, kept, until(note)));
  }

  /// What was given is known for as long as taking it back must stop something.
  private Instant until(Note note) {
    var remembers = remember.get();
    return note.at()
        .plus(remembers.compareTo(remembersWithdrawals) > 0 ? remembers : remembersWithdrawals);
  }

  private static void forget(
      VisitorHash visitor, Map<VisitorHash, KeptConsent> known, List<ConsentWrite> writes) {
    known.remove(visitor);
    writes.add(new ConsentWrite.Forget(visitor));
  }

  private void stop(
      Note note, VisitorHash visitor, Withdrawal withdrawal, List<ConsentWrite> writes) {
    writes.add(
        new ConsentWrite.Stop(
            visitor, withdrawals.add(visitor, withdrawal), note.at().plus(remembersWithdrawals)));
  }

  private void link(Note note, List<Person> people, List<ConsentWrite> writes) {
    if (!note.keeps() || people.isEmpty()) {
      return;
    }
    for (var key : note.fresh()) {
      if (!key.ofPerson()) {
        writes.add(new ConsentWrite.Link(records.hash(key), people.getFirst().hash(), until(note)));
      }
    }
  }

  private List<Person> people(Note note) {
    return note.keys().stream()
        .filter(VisitorKey::ofPerson)
        .map(key ->
            new Person(
                records.hash(key),
                key.kind().equals("user"),
                note.fresh().contains(key),
                note.proven().contains(key)))
        .toList();
  }

  private static Set<VisitorHash> others(
      Person person, List<Person> people, Optional<KeptConsent> before) {
    var others = new LinkedHashSet<VisitorHash>();
    people.forEach(other -> others.add(other.hash()));
    before.ifPresent(kept -> others.addAll(kept.others()));
    others.remove(person.hash());
    return others.stream().limit(MOST_OTHERS).collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(5));
      var rest = new ArrayList<Note>();
      waiting.drainTo(rest);
      if (!rest.isEmpty()) {
        write(rest);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
