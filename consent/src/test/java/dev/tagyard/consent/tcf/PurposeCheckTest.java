package dev.tagyard.consent.tcf;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PurposeCheckTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);
  private static final int VENDOR = 5;
  private static final int OTHER = 9;
  private static final List<List<Integer>> RESTRICTIONS =
      List.of(
          List.of(),
          List.of(0),
          List.of(1),
          List.of(2),
          List.of(3),
          List.of(1, 2),
          List.of(2, 0),
          List.of(1, 1));

  /// Empty list: no segment; empty set within: nobody disclosed.
  private static final List<Optional<Set<Integer>>> DISCLOSED =
      List.of(
          Optional.empty(),
          Optional.of(Set.of()),
          Optional.of(Set.of(VENDOR, OTHER)),
          Optional.of(Set.of(OTHER)));

  static IntStream purposes() {
    return IntStream.rangeClosed(1, 11);
  }

  @ParameterizedTest
  @MethodSource("purposes")
  void agrees_with_the_truth_table_of_the_text(int purpose) {
    int asked = 0;
    for (var made : List.of(LocalDate.of(2026, 2, 28), LocalDate.of(2026, 3, 1))) {
      for (var disclosed : DISCLOSED) {
        for (var types : RESTRICTIONS) {
          for (int bits = 0; bits < 16; bits++) {
            asked += agrees(purpose, made, disclosed, types, bits);
          }
        }
      }
    }

    assertThat(asked).isEqualTo(2 * 4 * 8 * 16 * 3 * 2 * 4 * 2);
  }

  private static int agrees(
      int purpose,
      LocalDate made,
      Optional<Set<Integer>> disclosed,
      List<Integer> types,
      int bits) {
    var purposeConsents = on(bits, 0, purpose);
    var vendorConsents = on(bits, 1, VENDOR);
    var interests = on(bits, 2, purpose);
    var vendorInterests = on(bits, 3, VENDOR);
    var writer =
        new TcWriter()
            .made(made)
            .purposes(purposeConsents)
            .vendorConsents(vendorConsents)
            .interests(interests)
            .vendorInterests(vendorInterests);
    disclosed.ifPresent(ids -> writer.disclosed(ids.toArray(Integer[]::new)));
    var restricted = new ArrayList<SlowOracle.Restricted>();
    for (int type : types) {
      writer.restriction(purpose, type, 2, 7);
      restricted.add(new SlowOracle.Restricted(purpose, type, Set.of(2, 3, 4, 5, 6, 7)));
    }
    // One for the neighbours, which must change nothing.
    writer.restriction(purpose, 0, 6, 8).restriction(purpose == 11 ? 1 : purpose + 1, 0, 5, 5);
    var string = TcReader.read(writer.write()).parsed().orElseThrow();
    var fields =
        new SlowOracle.Fields(
            made,
            made,
            5,
            true,
            Set.of(purposeConsents),
            Set.of(interests),
            Set.of(vendorConsents),
            Set.of(vendorInterests),
            restricted,
            disclosed.orElse(Set.of()));
    return agrees(string, fields, purpose);
  }

  private static int agrees(TcString string, SlowOracle.Fields fields, int purpose) {
    int asked = 0;
    for (int basis = 0; basis < 3; basis++) {
      for (boolean flexible : List.of(true, false)) {
        for (var list : List.of("declared", "absent", "deleted", "deleted tomorrow")) {
          for (boolean consentCounts : List.of(true, false)) {
            asked++;
            assertThat(answer(string, purpose, basis, flexible, list, consentCounts))
                .as(
                    "purpose %d basis %d flexible %s %s %s %s",
                    purpose, basis, flexible, list, consentCounts, fields)
                .isEqualTo(expected(fields, purpose, basis, flexible, list, consentCounts));
          }
        }
      }
    }
    return asked;
  }

  private static String answer(
      TcString string,
      int purpose,
      int basis,
      boolean flexible,
      String list,
      boolean consentCounts) {
    var faults = Usability.faults(string, TODAY, Optional.empty(), Optional.empty());
    if (!faults.isEmpty()) {
      return faults.getFirst().label();
    }
    var entry = VendorList.builder(1);
    if (!list.equals("absent")) {
      entry.vendor(
          VENDOR,
          "Invented",
          basis == 1 ? List.of(purpose) : List.of(),
          basis == 2 ? List.of(purpose) : List.of(),
          flexible ? List.of(purpose) : List.of(),
          switch (list) {
            case "deleted" -> Optional.of(TODAY);
            case "deleted tomorrow" -> Optional.of(TODAY.plusDays(1));
            default -> Optional.empty();
          });
    }
    return PurposeCheck.ask(
            string, VENDOR, entry.build().vendor(VENDOR), purpose, consentCounts, TODAY)
        .reason()
        .label();
  }

  private static String expected(
      SlowOracle.Fields fields,
      int purpose,
      int basis,
      boolean flexible,
      String list,
      boolean consentCounts) {
    var declared =
        new SlowOracle.Declared(
            basis == 1 ? Set.of(purpose) : Set.of(),
            basis == 2 ? Set.of(purpose) : Set.of(),
            flexible ? Set.of(purpose) : Set.of(),
            list.equals("deleted"));
    return SlowOracle.ask(
        fields,
        VENDOR,
        purpose,
        list.equals("absent") ? Optional.empty() : Optional.of(declared),
        consentCounts,
        TODAY);
  }

  /// The number, if that bit is on.
  private static Integer[] on(int bits, int bit, int number) {
    return (bits >> bit & 1) != 0 ? new Integer[] {number} : new Integer[0];
  }

  @Test
  void allows_only_what_the_bit_belongs_to() {
    var all = new Integer[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    var string =
        TcReader.read(
                new TcWriter()
                    .purposes(all)
                    .vendorConsents(VENDOR)
                    .disclosed(VENDOR, OTHER)
                    .write())
            .parsed()
            .orElseThrow();
    var list =
        VendorList.builder(1)
            .vendor(VENDOR, "", List.of(all), List.of(), List.of(), Optional.empty())
            .vendor(OTHER, "", List.of(all), List.of(), List.of(), Optional.empty())
            .build();

    for (int purpose : all) {
      assertThat(ask(string, VENDOR, list, purpose)).isEqualTo(TcReason.OK);
      assertThat(ask(string, OTHER, list, purpose)).isEqualTo(TcReason.VENDOR_CONSENT_OFF);
    }
    assertThat(ask(string, VENDOR, list, 0)).isEqualTo(TcReason.PURPOSE_NOT_DECLARED);
    assertThat(ask(string, VENDOR, list, 25)).isEqualTo(TcReason.PURPOSE_NOT_DECLARED);
  }

  private static TcReason ask(TcString string, int vendor, VendorList list, int purpose) {
    return PurposeCheck.ask(string, vendor, list.vendor(vendor), purpose, false, TODAY).reason();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void reads_bit_fields_and_ranges_alike(boolean ranges) {
    var writer = new TcWriter().vendorConsents(1, 3, 1_000).vendorInterests(2).disclosed(1, 2, 3);
    var string = TcReader.read((ranges ? writer.ranges() : writer).write()).parsed().orElseThrow();

    assertThat(IntStream.rangeClosed(0, 1_001).filter(string.vendorConsents()::contains))
        .containsExactly(1, 3, 1_000);
    assertThat(string.vendorLegitimateInterests().contains(2)).isTrue();
    assertThat(string.disclosedVendors().orElseThrow().contains(4)).isFalse();
  }
}
