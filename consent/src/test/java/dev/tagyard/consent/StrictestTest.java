package dev.tagyard.consent;

import dev.tagyard.consent.tcf.TcWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A refusal is never healed by saying more: each combination of signals against the same without
/// one of them.
final class StrictestTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  /// What more words may rightly change: nothing was said yet, or not enough.
  private static final Set<String> OPEN =
      Set.of("no_consent_signal", "additional_consent_missing", "restricted_needs_storage");

  private interface Word extends Consumer<ConsentSignals.Builder> {}

  private static final String ACCEPTED =
      new TcWriter()
          .purposes(1, 3, 4, 7, 8, 9)
          .interests(7)
          .vendorConsents(755)
          .vendorInterests(755)
          .disclosed(755)
          .write();
  private static final String REFUSED = new TcWriter().disclosed(755).write();
  private static final Map<GoogleType, Boolean> GRANTED =
      Map.of(GoogleType.AD_STORAGE, true, GoogleType.AD_USER_DATA, true);
  private static final Map<GoogleType, Boolean> DENIED = Map.of(GoogleType.AD_STORAGE, false);

  /// Each kind with what it can say; the first is silence.
  private static final List<List<Word>> KINDS =
      List.of(
          List.of(_ -> {}, s -> s.tcf(ACCEPTED), s -> s.tcf(REFUSED), s -> s.tcf("broken")),
          List.of(
              _ -> {},
              s -> s.categories(Map.of("marketing", true, "statistics", true)),
              s -> s.categories(Map.of("marketing", false, "statistics", true)),
              s -> s.categories(Map.of("marketing", false, "social", false)),
              s -> s.categories(Map.of("social", true))),
          List.of(
              _ -> {},
              s -> s.google(GRANTED),
              s -> s.google(DENIED),
              s -> s.gcs("G111"),
              s -> s.gcs("G100"),
              s -> s.gcs("broken"),
              s -> s.gcd("13r3r3r3r5"),
              s -> s.gcd("13r3p3l3m5"),
              s -> s.google(GRANTED).gcs("G100"),
              s -> s.google(DENIED).gcs("G111").gcd("13r3r3r3r5")),
          List.of(
              _ -> {}, s -> s.additionalConsent("2~89~dv."), s -> s.additionalConsent("2~~dv.89")),
          List.of(_ -> {}, s -> s.usPrivacy("1YNN"), s -> s.usPrivacy("1YYN")),
          List.of(_ -> {}, s -> s.gpp("DBABBg~BUYAAACA.YA"), s -> s.gpp("broken")),
          List.of(_ -> {}, s -> s.gpc(true)));

  private final ConsentDecider decider =
      new ConsentDecider(Policies.all(), ConsentSettings.DEFAULT);

  @ParameterizedTest
  @CsvSource({"FR, true", "BR, false", "US, false", "US,", "US, true"})
  void no_combination_gives_more_than_its_strictest_member(String country, @Nullable Boolean gdpr) {
    var region = Region.ofCountry(country);
    var decisions = new ArrayList<ConsentDecision>();
    for (int i = 0; i < combinations(); i++) {
      decisions.add(decide(i, region, gdpr));
    }

    for (int i = 0; i < decisions.size(); i++) {
      int step = 1;
      for (var kind : KINDS) {
        int word = i / step % kind.size();
        if (word != 0) {
          compare(decisions.get(i - word * step), decisions.get(i), country + " " + i);
        }
        step *= kind.size();
      }
    }
  }

  private static void compare(ConsentDecision less, ConsentDecision whole, String at) {
    less.destinations()
        .forEach((name, before) -> {
          var after = whole.of(name);
          boolean refused = before.verdict() != Verdict.ALLOW && !OPEN.contains(before.reason());
          if (refused && after.verdict().compareTo(before.verdict()) < 0) {
            throw new AssertionError(name + ": " + before + " then " + after + " at " + at);
          }
          if (refused && !before.groups().containsAll(after.groups())) {
            throw new AssertionError(name + ": " + before + " then " + after + " at " + at);
          }
        });
    boolean refused = !less.storage().allowed() && !OPEN.contains(less.storage().reason());
    if (refused && whole.storage().allowed()) {
      throw new AssertionError("storage at " + at);
    }
  }

  private ConsentDecision decide(int combination, Region region, @Nullable Boolean gdpr) {
    var signals = ConsentSignals.builder();
    if (gdpr != null) {
      signals.gdpr(gdpr);
    }
    int rest = combination;
    for (var kind : KINDS) {
      kind.get(rest % kind.size()).accept(signals);
      rest /= kind.size();
    }
    return decider.decide(signals.build(), region, NOW);
  }

  private static int combinations() {
    return KINDS.stream().mapToInt(List::size).reduce(1, (one, other) -> one * other);
  }
}
