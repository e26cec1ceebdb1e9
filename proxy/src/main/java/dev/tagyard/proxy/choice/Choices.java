package dev.tagyard.proxy.choice;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tagyard.consent.ConsentDecision;
import dev.tagyard.consent.DestinationDecision;
import dev.tagyard.proxy.eventlog.ConsentRecords;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// What visitors decided: notes it as events come in, and tells it for server events that say
/// nothing of consent.
public final class Choices {
  private static final int MOST_KNOWN = 50_000;
  private static final int MOST_NEW = 10_000;

  /// So that the end of what is kept moves on while the visitor comes back.
  private static final Duration SAME_FOR = Duration.ofHours(12);

  /// Decisions that serve less long are noted anew after half of it.
  private static final Duration LONG = SAME_FOR.multipliedBy(2);

  private static final Duration NEW_FOR = Duration.ofHours(1);

  private final ConsentRecords records;
  private final Withdrawals withdrawals;
  private final ChoiceWriter writer;
  private final Supplier<Duration> remember;
  private final BooleanSupplier hasServerEvents;

  /// What was noted lately, so that a page view more costs a look and no write.
  private final Cache<VisitorKey, Noted> noted =
      Caffeine.newBuilder().executor(Runnable::run).maximumSize(MOST_KNOWN).build();

  /// What visitors whose id was made just now decided by that event: most never come again, so it
  /// is not written down, but what it let in may still wait when the next one takes it back.
  private final Cache<VisitorKey, KeptConsent> first =
      Caffeine.newBuilder()
          .executor(Runnable::run)
          .maximumSize(MOST_NEW)
          .expireAfterWrite(NEW_FOR)
          .build();

  /// @param by all keys of the event that told it: another visitor may tell another of one user
  private record Noted(ConsentDecision decision, List<VisitorKey> by, Instant at) {}

  /// @param remember how long a decision serves server events; zero: not at all
  /// @param hasServerEvents whether there is a backend that may ask for it
  public Choices(
      ConsentRecords records,
      Withdrawals withdrawals,
      ChoiceWriter writer,
      Supplier<Duration> remember,
      BooleanSupplier hasServerEvents) {
    this.records = records;
    this.withdrawals = withdrawals;
    this.writer = writer;
    this.remember = remember;
    this.hasServerEvents = hasServerEvents;
  }

  /// Notes what an event's signals decided; never blocks.
  ///
  /// @param cookie the visitor id as the visitor's cookie brought it
  /// @param trusted sent by a backend: its word can take away and not give
  /// @return done once a refusal is on disk; absent where nothing has to be waited for
  public Optional<CompletableFuture<Void>> note(
      JsonNode event,
      Optional<String> cookie,
      ConsentDecision decision,
      boolean trusted,
      Instant at) {
    boolean refuses = Note.refuses(decision);
    if (decision.isSilence() || (trusted && !refuses)) {
      return Optional.empty();
    }
    var keys = VisitorKeys.of(event, cookie);
    if (!hasServerEvents.getAsBoolean()) {
      // Nobody will ever ask by what was bought.
      keys.removeIf(key -> !key.ofPerson());
    }
    if (!trusted && cookie.isEmpty() && keys.size() == 1 && isId(keys.getFirst())) {
      // A visitor id that was made just now is known to nobody else yet.
      if (decision.storage().allowed() && decision.anyAllowed()) {
        first.put(keys.getFirst(), new KeptConsent(at, decision, Set.of()));
      }
      return Optional.empty();
    }
    var people = people(keys);
    var fresh = new HashSet<VisitorKey>();
    for (var key : keys) {
      if (!isKnown(key, decision, people, at)) {
        fresh.add(key);
      }
    }
    if (fresh.isEmpty() || people.isEmpty()) {
      return Optional.empty();
    }
    if (fresh.stream().anyMatch(VisitorKey::ofPerson)) {
      // What one of them took back may have narrowed the others, too.
      fresh.addAll(people);
    }
    var done = new CompletableFuture<Void>();
    fresh.forEach(key -> noted.put(key, new Noted(decision, people, at)));
    var _ =
        done.whenComplete((_, failure) -> {
          if (failure != null) {
            fresh.forEach(noted::invalidate);
          }
        });
    var own = cookie.map(id -> new VisitorKey("visitor", id));
    writer.add(
        new Note(
            keys,
            fresh,
            own.map(Set::of).orElse(Set.of()),
            own.flatMap(key -> Optional.ofNullable(first.asMap().remove(key))),
            decision,
            trusted,
            at,
            Note.SIGNALS,
            done));
    return refuses ? Optional.of(done) : Optional.empty();
  }

  private static boolean isId(VisitorKey key) {
    return key.kind().equals("visitor");
  }

  private static List<VisitorKey> people(List<VisitorKey> keys) {
    var people = new ArrayList<VisitorKey>(keys.size());
    for (var key : keys) {
      if (key.ofPerson()) {
        people.add(key);
      }
    }
    return people;
  }

  private boolean isKnown(
      VisitorKey key, ConsentDecision decision, List<VisitorKey> by, Instant at) {
    var known = noted.getIfPresent(key);
    return known != null
        && known.by().equals(by)
        && known.at().plus(sameFor()).isAfter(at)
        && known.decision().destinations().equals(decision.destinations());
  }

  private Duration sameFor() {
    var whole = remember.get();
    return whole.isZero() || whole.compareTo(LONG) >= 0 ? SAME_FOR : whole.dividedBy(2);
  }

  /// The visitor opted out: nothing is kept, and what waits is not sent.
  ///
  /// @return done once that is on disk
  public CompletableFuture<Void> optOut(List<VisitorKey> keys, Instant at) {
    if (keys.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    var done = new CompletableFuture<Void>();
    keys.forEach(noted::invalidate);
    writer.add(
        new Note(
            keys,
            Set.copyOf(keys),
            Set.copyOf(keys),
            Optional.empty(),
            ConsentDecision.withdrawn(Set.of(Withdrawal.ALL), Map.of()),
            false,
            at,
            Note.OPT_OUT,
            done));
    return done;
  }

  /// The last decision that is known of an event's visitor, for the destinations that there are
  /// now. Blocks.
  ///
  /// @return absent when nothing is known
  public Optional<ConsentDecision> recall(JsonNode event, Set<String> destinations, Instant now) {
    try {
      return recalled(VisitorKeys.of(event, Optional.empty()), destinations, now);
    } catch (CorruptRecord unreadable) {
      // It may have been a refusal: that it is gone may not widen anything.
      return Optional.of(ConsentDecision.unreadable(destinations));
    }
  }

  private Optional<ConsentDecision> recalled(
      List<VisitorKey> keys, Set<String> destinations, Instant now) {
    var hashes = new HashMap<VisitorHash, VisitorKey>();
    keys.forEach(key -> hashes.put(records.hash(key), key));
    if (hashes.isEmpty()) {
      return Optional.empty();
    }
    var oldest = now.minus(remember.get());
    var newest =
        records.last(hashes.keySet(), now).entrySet().stream()
            .filter(each -> each.getValue().at().isAfter(oldest))
            .reduce((one, two) -> one.getValue().isLaterThan(two.getValue()) ? one : two);
    var withdrawn = withdrawn(hashes);
    if (withdrawn.isPresent()
        && newest.filter(each -> each.getValue().at().isAfter(withdrawn.get())).isEmpty()) {
      return Optional.of(
          ConsentDecision.withdrawn(
              destinations, Map.of("withdrawn_at", withdrawn.get().toString())));
    }
    return newest.map(each ->
        asOf(
            each.getValue(),
            Optional.ofNullable(hashes.get(each.getKey())).map(VisitorKey::kind).orElse(""),
            destinations));
  }

  /// Of a thing counts what the visitor behind it took back.
  private Optional<Instant> withdrawn(Map<VisitorHash, VisitorKey> keys) {
    return keys.entrySet().stream()
        .flatMap(each ->
            (each.getValue().ofPerson()
                    ? Optional.of(each.getKey())
                    : records.linked(each.getKey()))
                .stream())
        .flatMap(visitor -> withdrawals.of(visitor).stream())
        .flatMap(withdrawal -> withdrawal.all().stream())
        .max(Instant::compareTo);
  }

  /// A destination that was not there then may have nothing.
  private static ConsentDecision asOf(KeptConsent kept, String kind, Set<String> destinations) {
    var decision = kept.decision();
    var evidence = new TreeMap<>(decision.evidence());
    evidence.put("stored_at", kept.at().toString());
    evidence.put("stored_by", kind);
    var parts = new HashMap<String, DestinationDecision>();
    destinations.forEach(name -> parts.put(name, decision.of(name)));
    return new ConsentDecision(
        decision.law(), decision.lawReason(), decision.storage(), parts, evidence);
  }
}
