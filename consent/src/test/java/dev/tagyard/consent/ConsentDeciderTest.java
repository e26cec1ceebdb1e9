package dev.tagyard.consent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ConsentDeciderTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final String ACCEPT_ALL =
      "CQraFkAQraFkAEsAEBDECyFgAP_gAEPgAAYgIzQDwAMAAgABkADwAI4AWwFfALRAXmAxkBkkDZgNnAcWA7ICMwHFwCAAQAAyAB4AEcBaIC8wGSAOLAAA.IIzQDwAMAAgABkADwAI4AWwFfALRAXmAxkBkkDZgNnAcWA7ICMw";

  @Test
  void smoke() {
    var decider =
        new ConsentDecider(
            Map.of(
                "meta",
                new ConsentPolicy(
                    new ConsentPolicy.Tcf(
                        OptionalInt.empty(), false, Set.of(1, 7), Map.of(), Set.of(), false),
                    OptionalInt.of(89),
                    Set.of(GoogleType.AD_STORAGE, GoogleType.AD_USER_DATA),
                    Set.of("marketing"),
                    Optional.empty(),
                    Verdict.RESTRICT,
                    Verdict.DENY,
                    false)),
            ConsentSettings.DEFAULT);
    var signals = ConsentSignals.builder().tcf(ACCEPT_ALL).additionalConsent("2~89~dv.").build();

    var decision = decider.decide(signals, Region.ofCountry("DE"), NOW);

    assertThat(decision.of("meta").verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(decider.decide(signals, Region.ofCountry("DE"), NOW)).isSameAs(decision);
  }
}
