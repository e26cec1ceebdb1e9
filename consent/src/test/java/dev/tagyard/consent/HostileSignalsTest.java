package dev.tagyard.consent;

import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.consent.tcf.TcWriter;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Any text as any signal gives a decision with reasons from the fixed list, and never a permission
/// that what was sent forbids: 1,000,000 seeded mutations with `-Dlong=true`, a tenth of them else.
final class HostileSignalsTest {
  private static final int MUTATIONS = Boolean.getBoolean("long") ? 250_000 : 25_000;
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final Set<String> LABELS = Reason.labels();
  private static final List<Region> REGIONS =
      List.of(
          Region.UNKNOWN,
          Region.ofCountry("FR"),
          Region.ofCountry("US"),
          Region.ofCountry("\u0000"),
          Region.ofCountry("BR"));

  private final ConsentDecider decider =
      new ConsentDecider(
          Policies.all(),
          ConsentSettings.DEFAULT.withVendorList(Optional.of(TestFiles.vendorList())));

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void any_text_gives_a_decision_with_a_known_reason_and_no_forbidden_permission(long seed) {
    var random = new SplittableRandom(seed);
    var strings = new ArrayList<String>();
    for (var kind : List.of("tc", "tc-malformed", "gpp", "usp", "ac", "gcs", "gcd")) {
      TestFiles.vectors(kind).forEach(vector -> strings.add(vector.path("input").asText()));
    }

    var allowed = new HashMap<String, Integer>();
    for (int i = 0; i < MUTATIONS; i++) {
      var signals = signals(strings, random);
      var region = REGIONS.get(random.nextInt(5));
      var decision = decider.decide(signals, region, NOW);

      decision.destinations().values().forEach(d -> known(d.reason()));
      known(decision.storage().reason());
      var prohibitions = new Prohibitions(signals, region, LocalDate.ofInstant(NOW, UTC));
      Policies.all()
          .forEach((name, policy) -> {
            check(name, policy, decision.of(name), prohibitions);
            if (decision.of(name).verdict() == Verdict.ALLOW) {
              allowed.merge(name, 1, Integer::sum);
            }
          });
    }

    // There was something to forbid.
    assertThat(allowed.keySet()).isEqualTo(Policies.all().keySet());
    assertThat(allowed.values()).allMatch(times -> times > MUTATIONS / 100);
  }

  private static void check(
      String name, ConsentPolicy policy, DestinationDecision decision, Prohibitions prohibitions) {
    switch (decision.verdict()) {
      case ALLOW ->
          prohibitions
              .of(policy)
              .ifPresent(kind -> {
                throw new AssertionError(name + " is forbidden by " + kind + ": " + prohibitions);
              });
      case RESTRICT ->
          assertThat(List.of(policy.otherwise(), policy.optedOut())).contains(Verdict.RESTRICT);
      case DENY -> {}
    }
  }

  private static void known(String reason) {
    if (!LABELS.contains(reason)) {
      throw new AssertionError(reason);
    }
  }

  private static ConsentSignals signals(List<String> strings, SplittableRandom random) {
    var signals = ConsentSignals.builder();
    var text = Mutations.mutate(strings, random);
    switch (random.nextInt(9)) {
      case 0 -> signals.additionalConsent(text).tcf(strings.get(6));
      case 1 -> signals.gpp(text);
      case 2 -> signals.gppSid(text).gpp(strings.get(14));
      case 3 -> signals.usPrivacy(text);
      case 4 -> signals.gcs(text).gcd(Mutations.mutate(strings, random));
      case 5 -> signals.categories(categories(text, random));
      default -> signals.tcf(text);
    }
    if (random.nextInt(4) == 0) {
      signals.gpc(true);
    }
    if (random.nextInt(4) == 0) {
      signals.categories(categories(text, random));
    }
    return switch (random.nextInt(3)) {
      case 0 -> signals.gdpr(true).build();
      case 1 -> signals.gdpr(false).build();
      default -> signals.build();
    };
  }

  private static Map<String, Boolean> categories(String text, SplittableRandom random) {
    var categories = new HashMap<String, Boolean>();
    categories.put(text, random.nextBoolean());
    for (var name : List.of("marketing", "statistics", "social")) {
      if (random.nextBoolean()) {
        categories.put(name, random.nextInt(3) > 0);
      }
    }
    return categories;
  }

  /// Guards by length stand before each reader, so that what is longer costs nothing but its
  /// digest; within them the work is a small multiple of the length (see the readers' tests).
  @ParameterizedTest
  @ValueSource(ints = {16_384, 65_536})
  void denies_after_bounded_work_whatever_fills_a_long_string(int length) {
    var longest = new TcWriter();
    for (int i = 0; i < 2_500; i++) {
      longest.restriction(1 + i % 11, 1, 1 + i, 65_535);
    }
    var fillers =
        List.of("A", "_", ".", "C.", "~", "DBABLA~", "1~1.", "G1", "\u0000", "é", longest.write());

    for (var filler : fillers) {
      var text = filler.repeat(length / filler.length() + 1).substring(0, length);
      var signals =
          ConsentSignals.builder()
              .gdpr(true)
              .tcf(text)
              .additionalConsent(text)
              .gpp(text)
              .gppSid(text)
              .usPrivacy(text)
              .gcs(text)
              .gcd(text)
              .categories(Map.of(text, true))
              .build();

      var decision = decider.decide(signals, Region.UNKNOWN, NOW);

      assertThat(decision.anyAllowed()).isFalse();
      assertThat(decision.storage().allowed()).isFalse();
      assertThat(decision.evidence().toString()).hasSizeLessThan(2_000).doesNotContain("\u0000");
    }
  }

  @Test
  void is_not_led_astray_by_many_categories() {
    var many = new HashMap<String, Boolean>();
    for (int i = 0; i < 10_000; i++) {
      many.put("c" + i, true);
    }
    many.put("marketing", false);

    var decision =
        decider.decide(
            ConsentSignals.builder().categories(many).build(), Region.ofCountry("FR"), NOW);

    assertThat(decision.of("purposes")).isEqualTo(DestinationDecision.deny("category_refused"));
    assertThat(decision.evidence()).containsEntry("categories", "marketing=0");
  }
}
