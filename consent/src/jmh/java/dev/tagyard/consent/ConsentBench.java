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
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ConsentBench {
  private static final int DESTINATIONS = 10;
  private static final int[] PURPOSES = {1, 7, 9};
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final Region REGION = Region.ofCountry("FR");

  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  /// Where a number of the platform's stands that decides nothing: its version and its screen.
  private static final int NUMBER = 15;

  private static final String STRING = acceptsAll();

  private final ConsentDecider decider = new ConsentDecider(policies(), ConsentSettings.DEFAULT);
  private int count;

  @Benchmark
  public ConsentDecision remembered() {
    return decider.decide(signals(STRING), REGION, NOW);
  }

  /// Each call brings a string that is not remembered.
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
    var text = new StringBuilder(STRING);
    int number = count++;
    for (int i = 0; i < 3; i++) {
      text.setCharAt(NUMBER + i, LETTERS.charAt(number & 63));
      number >>= 6;
    }
    return text.toString();
  }

  /// Some 790 characters, as they come where a visitor accepts all of a list with 1,482 vendors:
  /// bit fields for consent, legitimate interest and disclosure.
  private static String acceptsAll() {
    int vendors = 1_482;
    var core = new StringBuilder();
    add(core, 2, 6);
    add(core, 17_908_128_000L, 36);
    add(core, 17_908_128_000L, 36);
    add(core, 300, 12);
    add(core, 0, 18);
    add(core, 0, 12);
    add(core, 123, 12);
    add(core, 5, 6);
    add(core, 0b10, 2);
    add(core, 0, 12);
    add(core, 0b11111111111_0000000000000L, 24);
    add(core, 0b01000011111_0000000000000L, 24);
    add(core, 0, 13);
    section(core, vendors);
    section(core, vendors);
    add(core, 0, 12);
    var disclosed = new StringBuilder();
    add(disclosed, 1, 3);
    section(disclosed, vendors);
    return letters(core) + "." + letters(disclosed);
  }

  private static void section(StringBuilder bits, int vendors) {
    add(bits, vendors, 16);
    bits.append('0').append("1".repeat(vendors));
  }

  private static void add(StringBuilder bits, long value, int width) {
    var text = Long.toBinaryString(value);
    bits.append("0".repeat(width - text.length())).append(text);
  }

  private static String letters(StringBuilder bits) {
    var text = new StringBuilder();
    bits.append("0".repeat(Math.floorMod(-bits.length(), 6)));
    for (int i = 0; i < bits.length(); i += 6) {
      text.append(LETTERS.charAt(Integer.parseInt(bits.substring(i, i + 6), 2)));
    }
    return text.toString();
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
