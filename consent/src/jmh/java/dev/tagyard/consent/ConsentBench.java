package dev.tagyard.consent;

import com.iabtcf.decoder.TCString;
import dev.tagyard.consent.ConsentPolicy.Basis;
import dev.tagyard.consent.tcf.TcReader;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What a decision for ten destinations costs, remembered and not, and what `iabtcf-decoder` takes
/// for the same string and questions.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ConsentBench {
  private static final int DESTINATIONS = 10;
  private static final int[] PURPOSES = {1, 7, 9};
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final Region REGION = Region.ofCountry("FR");

  /// Accepts all: policy 5, 16 vendors by range, disclosed; then filled up with zeros to the 800
  /// characters of a string that holds the whole list.
  private static final String CORE =
      "CQraFkAQraFkAEsAEBDECyFgAP_gAEPgAAYgIzQDwAMAAgABkADwAI4AWwFfALRAXmAxkBkkDZgNnAcWA7ICMwHF"
          + "wCAAQAAyAB4AEcBaIC8wGSAOLAAA";
  private static final String DISCLOSED =
      ".IIzQDwAMAAgABkADwAI4AWwFfALRAXmAxkBkkDZgNnAcWA7ICMw";
  private static final String STRING =
      CORE + "A".repeat(800 - CORE.length() - DISCLOSED.length()) + DISCLOSED;

  private final ConsentDecider decider = new ConsentDecider(policies(), ConsentSettings.DEFAULT);
  private int count;

  @Benchmark
  public ConsentDecision remembered() {
    return decider.decide(signals(STRING), REGION, NOW);
  }

  /// Each call brings a string never seen before: the counter is written into the filling.
  @Benchmark
  public ConsentDecision unseen() {
    return decider.decide(signals(unseenString()), REGION, NOW);
  }

  @Benchmark
  public Object reading() {
    return TcReader.read(STRING);
  }

  @Benchmark
  public int decoderWithTheSameQuestions() {
    var string = TCString.decode(STRING);
    int passed = 0;
    for (int i = 0; i < DESTINATIONS; i++) {
      for (int purpose : PURPOSES) {
        boolean restricted =
            string.getPublisherRestrictions().stream()
                .anyMatch(r -> r.getPurposeId() == purpose && r.getVendorIds().contains(755));
        boolean consent =
            string.getPurposesConsent().contains(purpose)
                && string.getVendorConsent().contains(755);
        passed += !restricted && consent && string.getDisclosedVendors().contains(755) ? 1 : 0;
      }
    }
    return passed;
  }

  private String unseenString() {
    var filling = new StringBuilder(STRING);
    int number = count++;
    for (int i = 0; i < 5; i++) {
      filling.setCharAt(CORE.length() + 100 + i, (char) ('A' + number % 26));
      number /= 26;
    }
    return filling.toString();
  }

  private static ConsentSignals signals(String string) {
    return ConsentSignals.builder().gdpr(true).tcf(string).build();
  }

  private static Map<String, ConsentPolicy> policies() {
    var tcf =
        new ConsentPolicy.Tcf(
            OptionalInt.of(755),
            false,
            Set.of(1, 7, 9),
            Map.of(1, Basis.CONSENT, 7, Basis.LEGITIMATE_INTEREST, 9, Basis.LEGITIMATE_INTEREST),
            Set.of(7, 9),
            true);
    var policy =
        new ConsentPolicy(
            tcf,
            OptionalInt.empty(),
            Set.of(GoogleType.ANALYTICS_STORAGE),
            Set.of("statistics"),
            Optional.empty(),
            Verdict.ALLOW,
            Verdict.DENY,
            false);
    var policies = new HashMap<String, ConsentPolicy>();
    for (int i = 0; i < DESTINATIONS; i++) {
      policies.put("destination" + i, policy);
    }
    return policies;
  }
}
