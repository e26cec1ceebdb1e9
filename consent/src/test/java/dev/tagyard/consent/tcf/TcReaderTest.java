package dev.tagyard.consent.tcf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TcReaderTest {
  private static final String GOOD = new TcWriter().vendorConsents(1, 2).disclosed(1, 2).write();

  @Test
  void names_why_a_string_is_malformed() {
    assertThat(reason("")).isEqualTo(TcReason.TCF_EMPTY);
    assertThat(reason(".")).isEqualTo(TcReason.TCF_EMPTY);
    assertThat(reason(GOOD + ".")).isEqualTo(TcReason.TCF_EMPTY);
    assertThat(reason(GOOD.replace('.', ' '))).isEqualTo(TcReason.TCF_BAD_CHARACTER);
    assertThat(reason(GOOD + "=")).isEqualTo(TcReason.TCF_BAD_CHARACTER);
    assertThat(reason("é" + GOOD)).isEqualTo(TcReason.TCF_BAD_CHARACTER);
    assertThat(reason("${GDPR_CONSENT_755}")).isEqualTo(TcReason.TCF_BAD_CHARACTER);
    assertThat(reason(new TcWriter().version(1).write())).isEqualTo(TcReason.TCF_BAD_VERSION);
    assertThat(reason(new TcWriter().version(3).write())).isEqualTo(TcReason.TCF_BAD_VERSION);
    assertThat(reason(GOOD + "." + GOOD)).isEqualTo(TcReason.TCF_REPEATED_SEGMENT);
  }

  @Test
  void refuses_a_second_segment_of_a_kind() {
    var disclosed = GOOD.substring(GOOD.indexOf('.'));
    var publisher = "011" + "0".repeat(54);

    assertThat(reason(GOOD + disclosed)).isEqualTo(TcReason.TCF_REPEATED_SEGMENT);
    assertThat(TcReader.read(new TcWriter().segment(publisher).write()).parsed()).isPresent();
    assertThat(reason(new TcWriter().segment(publisher).segment(publisher).write()))
        .isEqualTo(TcReason.TCF_REPEATED_SEGMENT);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void lists_the_vendors_that_a_section_contains(int seed) {
    var string =
        TcReader.read(new TcWriter().vendorConsents(seed, 5, 6, 7, 755).disclosed(1, 2).write())
            .parsed()
            .orElseThrow();

    var ids = string.vendorConsents().ids();

    assertThat(ids.stream()).containsExactly(seed, 5, 6, 7, 755);
    for (int vendor = 0; vendor <= string.vendorConsents().max() + 1; vendor++) {
      assertThat(ids.get(vendor)).isEqualTo(string.vendorConsents().contains(vendor));
      assertThat(string.vendor(vendor).consent()).isEqualTo(ids.get(vendor));
    }
  }

  @Test
  void reads_over_allowed_vendors_and_unknown_segments() {
    var string = new TcWriter().segment("010" + "1".repeat(9)).segment("111").disclosed(3).write();

    assertThat(TcReader.read(string).parsed().orElseThrow().disclosedVendors().orElseThrow())
        .matches(vendors -> vendors.contains(3));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 10, 30, 38, 40})
  void refuses_a_string_cut_anywhere(int length) {
    assertThat(TcReader.read(GOOD.substring(0, length))).isInstanceOf(TcReading.Malformed.class);
  }

  @Test
  void refuses_ids_out_of_range() {
    assertThat(reason(restricted(0, 5))).isEqualTo(TcReason.TCF_BAD_RANGE);
    assertThat(reason(restricted(6, 5))).isEqualTo(TcReason.TCF_BAD_RANGE);
    assertThat(TcReader.read(restricted(1, 65_535)).parsed()).isPresent();
    assertThat(reason(new TcWriter().segment("001" + section(4, 5)).write()))
        .isEqualTo(TcReason.TCF_BAD_RANGE);
    assertThat(TcReader.read(new TcWriter().segment("001" + section(5, 5)).write()).parsed())
        .isPresent();
  }

  private static String restricted(int first, int last) {
    return new TcWriter().restriction(7, 0, first, last).write();
  }

  /// A section with one range of one id.
  private static String section(int max, int id) {
    return TcWriter.bits(max, 16)
        + "1"
        + TcWriter.bits(1, 12)
        + "1"
        + TcWriter.bits(id, 16)
        + TcWriter.bits(id, 16);
  }

  @Test
  void counts_the_end_of_a_range_in() {
    var restriction =
        TcReader.read(restricted(10, 20)).parsed().orElseThrow().restrictions().getFirst();

    assertThat(restriction.vendors().contains(9)).isFalse();
    assertThat(restriction.vendors().contains(10)).isTrue();
    assertThat(restriction.vendors().contains(20)).isTrue();
    assertThat(restriction.vendors().contains(21)).isFalse();
  }

  @Test
  void looks_at_no_more_than_16384_characters_and_8_segments() {
    assertThat(reason(GOOD + "A".repeat(TcReader.MAX_LENGTH))).isEqualTo(TcReason.TCF_TOO_LONG);
    assertThat(reason("!".repeat(65_536))).isEqualTo(TcReason.TCF_TOO_LONG);
    assertThat(TcReader.read(GOOD + ".wA".repeat(6)).parsed()).isPresent();
    assertThat(reason(GOOD + ".wA".repeat(7))).isEqualTo(TcReason.TCF_TOO_MANY_SEGMENTS);
    assertThat(reason("C.".repeat(8_000))).isEqualTo(TcReason.TCF_TOO_MANY_SEGMENTS);
  }

  /// Whatever a string of full length holds, a question looks at few thousand ranges: each takes 17
  /// bits at least, and the string has 98,304.
  @Test
  void bounds_the_ranges_that_a_question_has_to_look_at() {
    var writer = new TcWriter();
    for (int i = 0; i < 4_000; i++) {
      writer.restriction(7, 1, 3, 3);
    }
    var full = writer.write();
    var cut = full.substring(0, TcReader.MAX_LENGTH);

    assertThat(full).hasSizeGreaterThan(TcReader.MAX_LENGTH);
    assertThat(reason(cut)).isEqualTo(TcReason.TCF_TRUNCATED);
    var most = new TcWriter();
    for (int i = 0; i < 2_600; i++) {
      most.restriction(7, 1, 3, 3);
    }
    var string = TcReader.read(most.write()).parsed().orElseThrow();
    int work =
        string.restrictions().stream()
            .mapToInt(restriction -> 1 + restriction.vendors().ranges())
            .sum();
    assertThat(work).isLessThanOrEqualTo(TcReader.MAX_LENGTH * 6 / 17);
  }

  private static TcReason reason(String text) {
    return switch (TcReader.read(text)) {
      case TcReading.Malformed(var reason) -> reason;
      case TcReading.Read _ -> TcReason.OK;
    };
  }
}
