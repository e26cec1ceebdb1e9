package dev.tagyard.consent.tcf;

import static org.assertj.core.api.Assertions.assertThat;

import com.iabtcf.decoder.TCString;
import com.iabtcf.utils.IntIterable;
import com.iabtcf.v2.RestrictionType;
import dev.tagyard.consent.Mutations;
import dev.tagyard.consent.TestFiles;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The reader against `iabtcf-decoder`, 100,000 strings: the same fields and the same answers,
/// except for what the list of disagreements names.
final class TcAgreementTest {
  private static final int STRINGS = 12_500;
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);
  private static final Optional<Period> MAX_AGE = Optional.of(Period.ofMonths(13));
  private static final int[] VENDORS = {0, 1, 2, 5, 24, 91, 755, 804, 907, 1_126, 65_535};

  /// Every way in which the two may differ; what is not here is a bug.
  private enum Disagreement {
    /// We refuse ids of 0 or above MaxVendorId and ranges that run backwards.
    ID_OUT_OF_RANGE,
    /// We refuse a second core, disclosed or publisher segment; the decoder takes the first or
    /// reads over it.
    REPEATED_SEGMENT,
    /// We refuse empty segments; the decoder does not see those at the end.
    EMPTY_SEGMENT,
    /// We refuse padding; the decoder takes it where it fits.
    PADDING,
    /// We refuse more than 8 segments and more than 16,384 characters.
    ABOVE_LIMIT,
    /// We refuse version 1, which the decoder still reads.
    VERSION_1,
    /// The decoder wants whole bytes: of a segment that does not end on one it refuses a length of
    /// 4k+1, or misses the last bits.
    NOT_WHOLE_BYTES,
    /// The decoder reads the deprecated allowed vendors, and may choke on them; we read over them.
    ALLOWED_VENDORS
  }

  private final Map<Disagreement, Integer> disagreements = new EnumMap<>(Disagreement.class);
  private int agreed;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void reads_and_answers_as_the_decoder_does(long seed) {
    var random = new SplittableRandom(seed);
    var strings = strings(random);

    for (int i = 0; i < STRINGS; i++) {
      compare(random.nextInt(8) == 0 ? written(random) : Mutations.mutate(strings, random), random);
    }

    assertThat(agreed).isGreaterThan(STRINGS / 8);
  }

  /// The list has no dead entry: each is shown by a string.
  @Test
  void names_no_disagreement_that_does_not_occur() {
    var good = new TcWriter().vendorConsents(1, 2).disclosed(1).write();
    var publisher = "011" + "0".repeat(69);
    var ofTwelve = new TcWriter().vendorConsents(12).write();

    assertThat(named(new TcWriter().restriction(7, 0, 0, 3).write()))
        .isEqualTo(Disagreement.ID_OUT_OF_RANGE);
    assertThat(named(good + good.substring(good.indexOf('.'))))
        .isEqualTo(Disagreement.REPEATED_SEGMENT);
    assertThat(named(new TcWriter().segment(publisher).segment(publisher).write()))
        .isEqualTo(Disagreement.REPEATED_SEGMENT);
    assertThat(named(good + ".")).isEqualTo(Disagreement.EMPTY_SEGMENT);
    assertThat(named(padded(ofTwelve))).isEqualTo(Disagreement.PADDING);
    assertThat(named(good + ".4AAA".repeat(8))).isEqualTo(Disagreement.ABOVE_LIMIT);
    assertThat(named(good.replace(".", "A".repeat(20_000) + ".")))
        .isEqualTo(Disagreement.ABOVE_LIMIT);
    assertThat(named("BOEFEAyOEFEAyAHABDENAI4AAAB9vABAASA")).isEqualTo(Disagreement.VERSION_1);
    assertThat(named(good + ".4AAAA")).isEqualTo(Disagreement.NOT_WHOLE_BYTES);
    assertThat(named(good + ".X___")).isEqualTo(Disagreement.ALLOWED_VENDORS);
  }

  private static String padded(String text) {
    return text + "=".repeat((4 - text.length() % 4) % 4);
  }

  private Disagreement named(String text) {
    disagreements.clear();
    compare(text, new SplittableRandom(1));
    assertThat(disagreements).as(text).hasSize(1);
    return disagreements.keySet().iterator().next();
  }

  private void compare(String text, SplittableRandom random) {
    var ours = TcReader.read(text);
    var theirs = decode(text);
    switch (ours) {
      case TcReading.Read(var string) -> {
        if (theirs.isEmpty()) {
          disagree(weAlone(text));
        } else if (wholeBytes(text)) {
          sameFields(text, string, theirs.get(), random);
          sameAnswers(text, string, theirs.get());
          agreed++;
        } else if (!same(string, theirs.get())) {
          disagree(Disagreement.NOT_WHOLE_BYTES);
        }
      }
      case TcReading.Malformed(var reason) -> {
        if (theirs.isPresent()) {
          disagree(theyAlone(text, reason, theirs.get()));
        } else {
          agreed++;
        }
      }
    }
  }

  private void disagree(Disagreement disagreement) {
    disagreements.merge(disagreement, 1, Integer::sum);
  }

  /// Why the decoder takes what we refuse.
  private static Disagreement theyAlone(String text, TcReason reason, TCString theirs) {
    if (theirs.getVersion() == 1) {
      return Disagreement.VERSION_1;
    }
    return switch (reason) {
      case TCF_BAD_RANGE -> Disagreement.ID_OUT_OF_RANGE;
      case TCF_REPEATED_SEGMENT -> Disagreement.REPEATED_SEGMENT;
      case TCF_EMPTY -> Disagreement.EMPTY_SEGMENT;
      case TCF_TOO_MANY_SEGMENTS, TCF_TOO_LONG -> Disagreement.ABOVE_LIMIT;
      case TCF_BAD_CHARACTER -> {
        assertThat(text.replaceAll("={1,2}(?=\\.|$)", "")).matches("[A-Za-z0-9_.-]*");
        yield Disagreement.PADDING;
      }
      default -> throw new AssertionError(reason + " but decoded: " + text);
    };
  }

  /// Why the decoder refuses what we take.
  private static Disagreement weAlone(String text) {
    if (!wholeBytes(text)) {
      return Disagreement.NOT_WHOLE_BYTES;
    }
    assertThat(List.of(text.split("\\.", -1)))
        .as(text)
        .anyMatch(segment -> segment.charAt(0) >= 'Q' && segment.charAt(0) <= 'X');
    return Disagreement.ALLOWED_VENDORS;
  }

  private static boolean wholeBytes(String text) {
    return Stream.of(text.split("\\.", -1)).allMatch(segment -> segment.length() % 4 == 0);
  }

  private static Optional<TCString> decode(String text) {
    try {
      return Optional.of(TCString.decode(text));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  private static boolean same(TcString ours, TCString theirs) {
    try {
      sameFields("", ours, theirs, new SplittableRandom(1));
      return true;
    } catch (AssertionError | RuntimeException e) {
      return false;
    }
  }

  private static void sameFields(
      String text, TcString ours, TCString theirs, SplittableRandom random) {
    assertThat(ours.version()).as(text).isEqualTo(theirs.getVersion());
    assertThat(ours.created()).as(text).isEqualTo(theirs.getCreated());
    assertThat(ours.lastUpdated()).as(text).isEqualTo(theirs.getLastUpdated());
    assertThat(ours.cmpId()).as(text).isEqualTo(theirs.getCmpId());
    assertThat(ours.cmpVersion()).as(text).isEqualTo(theirs.getCmpVersion());
    assertThat(ours.consentScreen()).as(text).isEqualTo(theirs.getConsentScreen());
    assertThat(ours.consentLanguage()).as(text).isEqualTo(theirs.getConsentLanguage());
    assertThat(ours.vendorListVersion()).as(text).isEqualTo(theirs.getVendorListVersion());
    assertThat(ours.policyVersion()).as(text).isEqualTo(theirs.getTcfPolicyVersion());
    assertThat(ours.serviceSpecific()).as(text).isEqualTo(theirs.isServiceSpecific());
    assertThat(ours.nonStandardTexts()).as(text).isEqualTo(theirs.getUseNonStandardStacks());
    assertThat(ours.purposeOneTreatment()).as(text).isEqualTo(theirs.getPurposeOneTreatment());
    assertThat(ours.publisherCountry()).as(text).isEqualTo(theirs.getPublisherCC());
    assertThat(ours.specialFeatures())
        .as(text)
        .isEqualTo(Purposes.of(theirs.getSpecialFeatureOptIns().toSet()));
    assertThat(ours.purposeConsents())
        .as(text)
        .isEqualTo(Purposes.of(theirs.getPurposesConsent().toSet()));
    assertThat(ours.purposeLegitimateInterests())
        .as(text)
        .isEqualTo(Purposes.of(theirs.getPurposesLITransparency().toSet()));
    assertThat(ours.publisher().map(PublisherTc::consents).orElse(Purposes.NONE))
        .as(text)
        .isEqualTo(Purposes.of(theirs.getPubPurposesConsent().toSet()));
    assertThat(ours.publisher().map(PublisherTc::legitimateInterests).orElse(Purposes.NONE))
        .as(text)
        .isEqualTo(Purposes.of(theirs.getPubPurposesLITransparency().toSet()));
    sameVendors(text, ours.vendorConsents(), theirs.getVendorConsent(), random);
    sameVendors(
        text, ours.vendorLegitimateInterests(), theirs.getVendorLegitimateInterest(), random);
    if (ours.disclosedVendors().isPresent()) {
      sameVendors(text, ours.disclosedVendors().get(), theirs.getDisclosedVendors(), random);
    } else {
      assertThat(theirs.getDisclosedVendors().isEmpty()).as(text).isTrue();
    }
    assertThat(ours.restrictions()).as(text).hasSameSizeAs(theirs.getPublisherRestrictions());
    for (int i = 0; i < Math.min(ours.restrictions().size(), 40); i++) {
      var one = ours.restrictions().get(i);
      var other = theirs.getPublisherRestrictions().get(i);
      assertThat(one.purpose()).as(text).isEqualTo(other.getPurposeId());
      assertThat(one.type()).as(text).isEqualTo(type(other.getRestrictionType()));
      sameVendors(text, one.vendors(), other.getVendorIds(), random);
    }
  }

  private static int type(RestrictionType type) {
    return switch (type) {
      case NOT_ALLOWED -> 0;
      case REQUIRE_CONSENT -> 1;
      case REQUIRE_LEGITIMATE_INTEREST -> 2;
      case UNDEFINED -> 3;
    };
  }

  private static void sameVendors(
      String text, VendorSet ours, IntIterable theirs, SplittableRandom random) {
    assertThat(ours.isEmpty()).as(text).isEqualTo(theirs.isEmpty());
    int from = random.nextInt(1_300);
    IntStream.concat(
            IntStream.concat(IntStream.range(0, 12), IntStream.range(from, from + 60)),
            IntStream.of(755, 804, 907, 1_126, 1_482, 65_535, random.nextInt(65_536)))
        .forEach(id -> {
          if (ours.contains(id) != theirs.contains(id)) {
            throw new AssertionError("vendor " + id + " of " + text);
          }
        });
  }

  private static final VendorList LIST = TestFiles.vendorList();

  private static void sameAnswers(String text, TcString ours, TCString theirs) {
    var fields = fields(theirs);
    var faults = Usability.faults(ours, TODAY, MAX_AGE, Optional.empty());
    assertThat(faults.stream().findFirst().map(TcReason::label))
        .as(text)
        .isEqualTo(SlowOracle.unusable(fields, TODAY));
    if (!faults.isEmpty()) {
      return;
    }
    for (int vendor : VENDORS) {
      var declared = LIST.vendor(vendor);
      for (int purpose = 1; purpose <= 11; purpose++) {
        var answer = PurposeCheck.ask(ours, vendor, declared, purpose, vendor == 755, TODAY);
        var expected =
            SlowOracle.ask(
                fields,
                vendor,
                purpose,
                declared.map(TcAgreementTest::declared),
                vendor == 755,
                TODAY);
        if (!answer.reason().label().equals(expected)) {
          throw new AssertionError(
              answer + ", not " + expected + ": vendor " + vendor + " purpose " + purpose + text);
        }
      }
    }
  }

  private static SlowOracle.Declared declared(VendorDeclaration declaration) {
    return new SlowOracle.Declared(
        numbers(declaration.consent()),
        numbers(declaration.legitimateInterest()),
        numbers(declaration.flexible()),
        declaration.deleted().isPresent());
  }

  private static Set<Integer> numbers(Purposes purposes) {
    return IntStream.rangeClosed(1, 24)
        .filter(purposes::contains)
        .boxed()
        .collect(Collectors.toSet());
  }

  private static SlowOracle.Fields fields(TCString string) {
    var updated = LocalDate.ofInstant(string.getLastUpdated(), ZoneOffset.UTC);
    var created = LocalDate.ofInstant(string.getCreated(), ZoneOffset.UTC);
    var restrictions = new ArrayList<SlowOracle.Restricted>();
    for (var restriction : string.getPublisherRestrictions()) {
      restrictions.add(
          new SlowOracle.Restricted(
              restriction.getPurposeId(),
              type(restriction.getRestrictionType()),
              asked(restriction.getVendorIds())));
    }
    return new SlowOracle.Fields(
        updated.isAfter(created) ? updated : created,
        updated,
        string.getTcfPolicyVersion(),
        string.isServiceSpecific(),
        string.getPurposesConsent().toSet(),
        string.getPurposesLITransparency().toSet(),
        asked(string.getVendorConsent()),
        asked(string.getVendorLegitimateInterest()),
        restrictions,
        string.getDisclosedVendors().isEmpty()
            ? Set.of()
            : Stream.concat(asked(string.getDisclosedVendors()).stream(), Stream.of(-1))
                .collect(Collectors.toSet()));
  }

  /// The vendors that will be asked for; whole sets of 65,535 ids would take a day.
  private static Set<Integer> asked(IntIterable vendors) {
    return IntStream.of(VENDORS).filter(vendors::contains).boxed().collect(Collectors.toSet());
  }

  private static List<String> strings(SplittableRandom random) {
    var strings = new ArrayList<String>();
    TestFiles.vectors("tc").forEach(v -> strings.add(v.path("input").asText()));
    for (int i = 0; i < 40; i++) {
      strings.add(written(random));
    }
    return strings;
  }

  /// A well-formed string with a bit of everything, mostly one that can be used.
  private static String written(SplittableRandom random) {
    boolean ranges = random.nextBoolean();
    var writer =
        new TcWriter()
            .made(
                LocalDate.of(2026, 2, 20)
                    .plusDays(random.nextInt(20) == 0 ? 2_000 : random.nextInt(260)))
            .policy(random.nextInt(8) == 0 ? 2 : 5)
            .specific(random.nextInt(10) != 0)
            .purposes(some(random, 11))
            .interests(some(random, 11))
            .vendorConsents(vendors(random, ranges))
            .vendorInterests(vendors(random, ranges));
    if (random.nextInt(6) != 0) {
      writer.disclosed(vendors(random, ranges));
    }
    if (ranges) {
      writer.ranges();
    }
    for (int i = random.nextInt(6); i > 0; i--) {
      int first = 1 + random.nextInt(1_200);
      writer.restriction(
          1 + random.nextInt(11), random.nextInt(4), first, random.nextBoolean() ? 65_535 : first);
    }
    var text = writer.write();
    // Whole bytes, as encoders write them, so that the decoder reads the last bits too.
    return Stream.of(text.split("\\.", -1))
        .map(segment -> segment + "A".repeat((4 - segment.length() % 4) % 4))
        .collect(Collectors.joining("."));
  }

  private static Integer[] some(SplittableRandom random, int max) {
    return IntStream.rangeClosed(1, max)
        .filter(_ -> random.nextInt(5) != 0)
        .boxed()
        .toArray(Integer[]::new);
  }

  private static Integer[] vendors(SplittableRandom random, boolean ranges) {
    return IntStream.of(VENDORS)
        .filter(id -> id > 0 && (ranges || id < 2_000) && random.nextInt(6) != 0)
        .boxed()
        .distinct()
        .toArray(Integer[]::new);
  }
}
