package dev.tagyard.consent;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tagyard.consent.tcf.TcReader;
import dev.tagyard.consent.tcf.TcReading;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Decides for all destinations at once what consent allows. A function of its arguments: what it
/// remembers only saves the work, and equal signals on one day give the very same decision. Safe to
/// be called by many threads.
public final class ConsentDecider {
  private static final int SECONDS_OF_DAY = 86_400;

  /// What an entry weighs apart from its strings, in characters.
  private static final int ENTRY = 1_024;

  private static final int DECODED_CHARACTERS = 4_000_000;
  private static final int MOST_CATEGORIES = 64;

  private final Map<String, ConsentPolicy> policies;
  private final List<Receiver> receivers;
  private final ConsentSettings settings;
  private final Set<String> storageCategories;
  private final Set<String> namedCategories;
  private final Cache<Key, ConsentDecision> decisions;
  private final Cache<String, TcReading> tcStrings;

  /// @param policies by destination name
  public ConsentDecider(Map<String, ConsentPolicy> policies, ConsentSettings settings) {
    this.settings = settings;
    this.policies = Map.copyOf(policies);
    receivers =
        policies.entrySet().stream()
            .map(entry -> Receiver.of(entry.getKey(), entry.getValue(), settings.vendorList()))
            .toList();
    var storage = new HashSet<>(settings.storageCategories());
    var named = new HashSet<String>();
    for (var policy : policies.values()) {
      storage.addAll(policy.categories());
      policy.signal().ifPresent(named::add);
    }
    named.addAll(storage);
    storageCategories = Set.copyOf(storage);
    namedCategories = Set.copyOf(named);
    decisions =
        Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumWeight((long) settings.cachedDecisions() * ENTRY)
            .<Key, ConsentDecision>weigher((key, _) -> ENTRY + key.characters())
            .build();
    tcStrings =
        Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumWeight(DECODED_CHARACTERS)
            .<String, TcReading>weigher((text, _) -> ENTRY + text.length())
            .build();
  }

  /// By destination name.
  public Map<String, ConsentPolicy> policies() {
    return policies;
  }

  public ConsentSettings settings() {
    return settings;
  }

  /// The destinations that no TC string can ever allow, in the order of their names.
  public List<NeverByTcf> neverByTcf() {
    return receivers.stream()
        .flatMap(receiver -> NeverByTcf.of(receiver, settings.vendorList()).stream())
        .sorted(Comparator.comparing(NeverByTcf::destination))
        .toList();
  }

  /// Never throws, whatever the strings hold.
  public ConsentDecision decide(ConsentSignals signals, Region region, Instant now) {
    var key = new Key(signals, region, Math.floorDiv(now.getEpochSecond(), SECONDS_OF_DAY));
    return signals.categories().size() > MOST_CATEGORIES || key.characters() > TcReader.MAX_LENGTH
        ? decide(key)
        : decisions.get(key, this::decide);
  }

  private ConsentDecision decide(Key key) {
    var signals =
        ReadSignals.read(
            key.signals, key.region, LocalDate.ofEpochDay(key.day), settings, this::tcString);
    var storage = Storage.decide(signals, storageCategories);
    var optOut = OptOut.find(signals, settings.gpcEverywhere());
    var check = new DestinationCheck(signals, storage, optOut);
    var destinations = new HashMap<String, DestinationDecision>();
    var lines = new HashMap<String, String>();
    for (var receiver : receivers) {
      var outcome = check.decide(receiver);
      destinations.put(receiver.name(), outcome.decision());
      lines.put(receiver.lineKey(), outcome.line());
    }
    return new ConsentDecision(
        signals.jurisdiction().law(),
        signals.jurisdiction().reason(),
        storage,
        destinations,
        Evidence.of(signals, receivers, lines, namedCategories, settings));
  }

  private TcReading tcString(String text) {
    return text.length() > TcReader.MAX_LENGTH
        ? TcReader.read(text)
        : tcStrings.get(text, TcReader::read);
  }

  /// Decisions change with the day, never within it.
  private record Key(ConsentSignals signals, Region region, long day) {
    int characters() {
      return length(signals.tcf())
          + length(signals.additionalConsent())
          + length(signals.gpp())
          + length(signals.gppSid())
          + length(signals.usPrivacy())
          + length(signals.gcs())
          + length(signals.gcd());
    }

    private static int length(Optional<String> text) {
      return text.map(String::length).orElse(0);
    }
  }
}
