package dev.tagyard.proxy.eventlog.rocksdb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.consent.ConsentDecision;
import dev.tagyard.consent.DestinationDecision;
import dev.tagyard.consent.Law;
import dev.tagyard.consent.StorageDecision;
import dev.tagyard.consent.VendorFlags;
import dev.tagyard.proxy.eventlog.ConsentRecords;
import dev.tagyard.proxy.eventlog.ConsentWrite;
import dev.tagyard.proxy.eventlog.CorruptRecord;
import dev.tagyard.proxy.eventlog.KeptConsent;
import dev.tagyard.proxy.eventlog.VisitorHash;
import dev.tagyard.proxy.eventlog.VisitorKey;
import dev.tagyard.proxy.eventlog.Withdrawal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsentColumnTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Instant LATER = NOON.plus(Duration.ofDays(30));
  private static final VisitorKey ADA = new VisitorKey("visitor", "AdaAdaAdaAdaAdaAdaAda1");
  private static final VisitorKey BEA = new VisitorKey("user", "bea-4711");
  private static final VisitorKey ORDER = new VisitorKey("transaction", "T-90210");

  @TempDir private Path folder = Path.of("");

  private final ManualClock clock = new ManualClock(NOON);
  private Optional<RocksEventLog> log = Optional.empty();

  @BeforeEach
  void open() {
    log =
        Optional.of(
            RocksEventLog.open(
                LogFixture.settings(folder, Long.MAX_VALUE), new SimpleMeterRegistry(), clock));
  }

  @AfterEach
  void close() {
    log.ifPresent(RocksEventLog::close);
  }

  @Test
  void keeps_decisions_over_a_restart() {
    var kept = new KeptConsent(NOON, decision("consent_tcf"), Set.of(hash(BEA)));
    records().write(List.of(new ConsentWrite.Keep(hash(ADA), kept, LATER)));

    close();
    open();

    assertThat(last(ADA)).containsOnly(Map.entry(hash(ADA), kept));
    assertThat(last(BEA)).isEmpty();
  }

  @Test
  void follows_a_transaction_to_its_visitor() {
    var kept = new KeptConsent(NOON, decision("consent_tcf"), Set.of());
    records()
        .write(
            List.of(
                new ConsentWrite.Keep(hash(ADA), kept, LATER),
                new ConsentWrite.Link(hash(ORDER), hash(ADA), LATER)));

    assertThat(last(ORDER)).containsOnly(Map.entry(hash(ORDER), kept));
    assertThat(records().linked(hash(ORDER))).contains(hash(ADA));
    assertThat(records().linked(hash(ADA))).isEmpty();
  }

  @Test
  void the_last_one_counts_and_can_be_forgotten() {
    var first = new KeptConsent(NOON, decision("consent_tcf"), Set.of());
    var second = new KeptConsent(NOON.plusSeconds(5), decision("consent_google"), Set.of());
    records().write(List.of(new ConsentWrite.Keep(hash(ADA), first, LATER)));
    records().write(List.of(new ConsentWrite.Keep(hash(ADA), second, LATER)));
    assertThat(last(ADA)).containsValue(second);

    records().write(List.of(new ConsentWrite.Forget(hash(ADA))));

    assertThat(last(ADA)).isEmpty();
  }

  @Test
  void keeps_withdrawals_beside_decisions() {
    var withdrawal = Withdrawal.ofAll(NOON, "optout");
    records()
        .write(
            List.of(
                new ConsentWrite.Stop(hash(ADA), withdrawal, LATER),
                new ConsentWrite.Forget(hash(ADA))));

    close();
    open();

    assertThat(withdrawals(NOON)).containsOnly(Map.entry(hash(ADA), withdrawal));
    assertThat(withdrawals(LATER)).isEmpty();
    assertThat(records().withdrawal(hash(ADA))).contains(withdrawal);
    assertThat(records().withdrawal(hash(BEA))).isEmpty();
  }

  @Test
  void tells_no_more_withdrawals_than_are_asked_for_and_says_so() {
    var withdrawal = Withdrawal.ofAll(NOON, "optout");
    records()
        .write(
            List.of(
                new ConsentWrite.Stop(hash(ADA), withdrawal, LATER),
                new ConsentWrite.Stop(hash(BEA), withdrawal, LATER)));

    var told = new ArrayList<VisitorHash>();
    var one = records().withdrawals(NOON, 1, (visitor, _) -> told.add(visitor));
    var two = records().withdrawals(NOON, 2, (visitor, _) -> told.add(visitor));

    assertThat(one).isFalse();
    assertThat(two).isTrue();
    assertThat(told).hasSize(3);
  }

  @Test
  void forgets_all_of_it_in_its_time() {
    var kept = new KeptConsent(NOON, decision("consent_tcf"), Set.of());
    records()
        .write(
            List.of(
                new ConsentWrite.Keep(hash(ADA), kept, NOON.plus(Duration.ofDays(1))),
                new ConsentWrite.Stop(hash(BEA), Withdrawal.ofAll(NOON, "optout"), LATER),
                new ConsentWrite.Link(hash(ORDER), hash(ADA), NOON.plus(Duration.ofDays(1)))));
    // Kept anew: the first end no longer holds.
    records().write(List.of(new ConsentWrite.Keep(hash(ADA), kept, NOON.plus(Duration.ofDays(3)))));

    clock.advance(Duration.ofDays(2));
    log.orElseThrow().prune(clock.instant());
    assertThat(kinds()).containsOnlyKeys('d', 'w', 'x');

    clock.advance(Duration.ofDays(40));
    log.orElseThrow().prune(clock.instant());
    assertThat(kinds()).isEmpty();
  }

  @Test
  void damage_to_some_keeps_no_others_from_being_read_or_forgotten() throws Exception {
    var kept = new KeptConsent(NOON, decision("consent_tcf"), Set.of());
    var visitors =
        IntStream.range(0, 500).mapToObj(i -> hash(new VisitorKey("user", "u" + i))).toList();
    var ends = NOON.plus(Duration.ofDays(1));
    records()
        .write(
            visitors.stream()
                .<ConsentWrite>map(visitor -> new ConsentWrite.Keep(visitor, kept, ends))
                .toList());
    close();
    Damage.consent(folder, visitors.get(7));
    open();

    var readable = visitors.stream().filter(this::isReadable).count();
    assertThat(isReadable(visitors.get(7))).isFalse();
    assertThat(readable).isBetween(300L, 499L);

    clock.advance(Duration.ofDays(2));
    log.orElseThrow().prune(clock.instant());
    assertThat(visitors.stream().filter(this::isGone).count()).isEqualTo(readable);
  }

  private boolean isReadable(VisitorHash visitor) {
    try {
      return records().last(List.of(visitor), NOON).containsKey(visitor);
    } catch (CorruptRecord damaged) {
      return false;
    }
  }

  private boolean isGone(VisitorHash visitor) {
    try {
      return records().last(List.of(visitor), NOON).isEmpty();
    } catch (CorruptRecord damaged) {
      return false;
    }
  }

  @Test
  void withdrawals_that_cannot_be_told_are_told_of() throws Exception {
    var withdrawal = Withdrawal.ofAll(NOON, "optout");
    records()
        .write(
            List.of(
                new ConsentWrite.Keep(
                    hash(ADA), new KeptConsent(NOON, decision("x"), Set.of()), LATER),
                new ConsentWrite.Stop(hash(ADA), withdrawal, LATER)));
    var ada = hash(ADA);
    close();
    Damage.consent(folder, ada);
    open();

    assertThat(records().withdrawals(NOON, 10, (_, _) -> {})).isFalse();
  }

  @Test
  void shows_no_key_and_no_decision_on_disk() {
    var kept = new KeptConsent(NOON, decision("consent_tcf"), Set.of());
    records().write(List.of(new ConsentWrite.Keep(hash(ADA), kept, LATER)));

    var unsealed = new TreeMap<String, String>();
    log.orElseThrow()
        .forEachUnsealed((column, key, value) -> {
          if (column.equals("consents")) {
            unsealed.put(new String(key, ISO_8859_1), new String(value, UTF_8));
          }
        });

    assertThat(unsealed.toString()).contains("consent_tcf").doesNotContain(ADA.id());
  }

  /// How many keys there are of each kind.
  private Map<Character, Integer> kinds() {
    var kinds = new TreeMap<Character, Integer>();
    log.orElseThrow()
        .forEachUnsealed((column, key, _) -> {
          if (column.equals("consents")) {
            kinds.merge((char) key[0], 1, Integer::sum);
          }
        });
    return kinds;
  }

  private ConsentRecords records() {
    return log.orElseThrow().consents();
  }

  private Map<VisitorHash, Withdrawal> withdrawals(Instant now) {
    var found = new HashMap<VisitorHash, Withdrawal>();
    assertThat(records().withdrawals(now, 10, found::put)).isTrue();
    return found;
  }

  private VisitorHash hash(VisitorKey key) {
    return records().hash(key);
  }

  private Map<VisitorHash, KeptConsent> last(VisitorKey key) {
    return records().last(List.of(hash(key)), NOON);
  }

  private static ConsentDecision decision(String reason) {
    return new ConsentDecision(
        Law.GDPR,
        "gdpr_flag",
        new StorageDecision(true, reason),
        Map.of("meta", DestinationDecision.allow(reason, VendorFlags.NONE)),
        Map.of("day", "2026-11-22"));
  }
}
