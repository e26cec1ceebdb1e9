package dev.tagyard.proxy.choice;

import dev.tagyard.proxy.eventlog.ConsentRecords;
import dev.tagyard.proxy.eventlog.ConsentWrite;
import dev.tagyard.proxy.eventlog.CorruptRecord;
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
import java.util.stream.Collectors;

/// Notes that are written down as one: what they take back is put in force, and what is kept of
/// whom follows from what was known, note by note.
final class NoteBatch {
  private static final int MOST_OTHERS = 8;

  private final ConsentRecords records;
  private final Withdrawals withdrawals;
  private final Duration kept;
  private final Duration remembersWithdrawals;

  /// As the notes so far leave it.
  private final Map<VisitorHash, KeptConsent> known = new HashMap<>();

  /// Of whom something was known that cannot be read any more.
  private final Set<VisitorHash> unreadable = new HashSet<>();

  private final List<ConsentWrite> writes = new ArrayList<>();

  /// @param kept for how long decisions are
  NoteBatch(
      ConsentRecords records,
      Withdrawals withdrawals,
      Duration kept,
      Duration remembersWithdrawals) {
    this.records = records;
    this.withdrawals = withdrawals;
    this.kept = kept;
    this.remembersWithdrawals = remembersWithdrawals;
  }

  /// What is to be written; to be asked once.
  List<ConsentWrite> writes(List<Note> notes, Instant now) {
    look(notes, now);
    notes.forEach(this::take);
    return writes;
  }

  /// What is kept of who is named, and, where something is refused, of whom they are linked to.
  private void look(List<Note> notes, Instant now) {
    var asked = new HashSet<VisitorHash>();
    notes.forEach(note -> people(note).forEach(person -> asked.add(person.hash())));
    know(asked, now);
    if (notes.stream().anyMatch(note -> Note.refuses(note.decision()))) {
      var linked = new HashSet<VisitorHash>();
      known.values().forEach(each -> linked.addAll(each.others()));
      linked.removeAll(asked);
      know(linked, now);
    }
  }

  /// A visitor who cannot be read hides nobody else.
  private void know(Set<VisitorHash> visitors, Instant now) {
    try {
      known.putAll(records.last(visitors, now));
    } catch (CorruptRecord damage) {
      visitors.forEach(visitor -> knowOne(visitor, now));
    }
  }

  private void knowOne(VisitorHash visitor, Instant now) {
    try {
      known.putAll(records.last(Set.of(visitor), now));
    } catch (CorruptRecord damage) {
      unreadable.add(visitor);
    }
  }

  /// @param user a user id, which anybody may write into an event
  /// @param proven known to have been kept before
  private record Person(VisitorHash hash, boolean user, boolean fresh, boolean proven) {}

  private void take(Note note) {
    note.first()
        .ifPresent(
            first -> note.proven().forEach(key -> known.putIfAbsent(records.hash(key), first)));
    var all = people(note);
    var people = all.stream().filter(person -> isOwn(note, person, all)).toList();
    for (var person : all) {
      var before = before(person.hash());
      if (!person.fresh() || before.filter(note::isOlderThan).isPresent()) {
        continue;
      }
      if (people.contains(person)) {
        take(note, person, people, before);
      } else {
        // What anybody refuses for a user counts from now on; what waits is left alone, and nothing
        // is widened. The visitor that it is linked to may widen it again.
        narrow(note, person.hash(), before);
      }
    }
    link(note, people);
  }

  /// Whether a note speaks for somebody: a browser for its own visitor id, and for a user of whom
  /// nothing is known or what is known is linked to that visitor id.
  private boolean isOwn(Note note, Person person, List<Person> people) {
    if (note.trusted() || !person.user()) {
      return true;
    }
    var before = before(person.hash());
    return before.isEmpty()
        ? !unreadable.contains(person.hash()) && !withdrawals.has(person.hash())
        : people.stream()
            .anyMatch(each -> !each.user() && before.get().others().contains(each.hash()));
  }

  private void take(Note note, Person person, List<Person> people, Optional<KeptConsent> before) {
    var taken =
        unreadable.contains(person.hash())
            ? note.withdrawal(true, before.or(() -> Optional.of(note.allAllowed())))
            : note.withdrawal(person.proven(), before);
    taken.ifPresent(withdrawal -> stop(note, person.hash(), withdrawal));
    for (var other : before.map(KeptConsent::others).orElse(Set.of())) {
      takeFromLinked(note, person, other, taken);
    }
    if (note.keeps() && before.filter(note::isBefore).isEmpty()) {
      var others = others(person, people, before);
      keep(note, person.hash(), new KeptConsent(note.at(), note.decision(), others));
    } else if (!note.refusesAll()) {
      // Forgotten, what was refused would be as if never asked.
      narrow(note, person.hash(), before);
    } else if (taken.isPresent()) {
      forget(person.hash());
    }
  }

  /// Who takes something back by one key is known by others, too.
  private void takeFromLinked(
      Note note, Person person, VisitorHash other, Optional<Withdrawal> taken) {
    var before = before(other);
    if (note.refusesAll()) {
      taken.ifPresent(withdrawal -> stop(note, other, withdrawal));
      forget(other);
    } else if (before.filter(note::isOlderThan).isEmpty()) {
      // Where the other was linked to somebody else since, it is as with a stranger's word.
      taken
          .filter(_ -> before.isEmpty() || before.get().others().contains(person.hash()))
          .ifPresent(withdrawal -> stop(note, other, withdrawal));
      narrow(note, other, before);
    }
  }

  private void narrow(Note note, VisitorHash visitor, Optional<KeptConsent> before) {
    before.flatMap(note::narrowed).ifPresent(narrowed -> keep(note, visitor, narrowed));
  }

  private void keep(Note note, VisitorHash visitor, KeptConsent consent) {
    known.put(visitor, consent);
    writes.add(new ConsentWrite.Keep(visitor, consent, note.at().plus(kept)));
  }

  private void forget(VisitorHash visitor) {
    known.remove(visitor);
    writes.add(new ConsentWrite.Forget(visitor));
  }

  private void stop(Note note, VisitorHash visitor, Withdrawal withdrawal) {
    writes.add(
        new ConsentWrite.Stop(
            visitor, withdrawals.add(visitor, withdrawal), note.at().plus(remembersWithdrawals)));
  }

  private void link(Note note, List<Person> people) {
    if (!note.keeps() || people.isEmpty()) {
      return;
    }
    for (var key : note.fresh()) {
      if (!key.ofPerson()) {
        writes.add(
            new ConsentWrite.Link(
                records.hash(key), people.getFirst().hash(), note.at().plus(kept)));
      }
    }
  }

  private Optional<KeptConsent> before(VisitorHash visitor) {
    return Optional.ofNullable(known.get(visitor));
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
    before.ifPresent(consent -> others.addAll(consent.others()));
    others.remove(person.hash());
    return others.stream().limit(MOST_OTHERS).collect(Collectors.toUnmodifiableSet());
  }
}
