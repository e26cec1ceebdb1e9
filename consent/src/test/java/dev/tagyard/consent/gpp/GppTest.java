package dev.tagyard.consent.gpp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tagyard.consent.TestFiles;
import java.util.ArrayList;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GppTest {
  @TestFactory
  Stream<DynamicTest> reads_the_published_strings() {
    return TestFiles.vectors("gpp").stream()
        .map(v -> DynamicTest.dynamicTest(v.path("id").asText(), () -> reads(v)));
  }

  private static void reads(JsonNode vector) {
    var expect = vector.path("expect");
    var gpp = GppReader.read(vector.path("input").asText()).orElseThrow();

    assertThat(gpp.ids()).containsExactlyElementsOf(TestFiles.ints(expect.path("sectionIds")));
    for (var section : UsSection.ALL) {
      var expected = expect.path("sections").path(section.name());
      if (!expected.isMissingNode()) {
        var choice =
            UsChoice.read(section, gpp.sections().getOrDefault(section.id(), "")).orElseThrow();
        var fields = expected.path("fields");
        assertThat(choice.sale()).isEqualTo(fields.path("SaleOptOut").asInt());
        assertThat(choice.sharing()).isEqualTo(optional(fields.path("SharingOptOut")));
        assertThat(choice.targeted()).isEqualTo(optional(fields.path("TargetedAdvertisingOptOut")));
        assertThat(choice.gpc()).isEqualTo(fields.path("Gpc").asBoolean());
        assertThat(choice.optedOut()).isEqualTo(vector.path("anyOptOut").asBoolean());
      }
    }
    var tcf = expect.path("sections").path("tcfeuv2").path("rawTcString");
    if (!tcf.isMissingNode()) {
      assertThat(gpp.sections()).containsEntry(GppString.TCF_EU, tcf.asText());
    }
  }

  @ParameterizedTest
  @CsvSource({"DBABMA~x, 2", "DBABM~x, 2", "DBABLA~x, 7", "DBABTA~x, 6", "DBACNYA~x~y, 2 6"})
  void reads_the_ids_of_a_header(String text, String ids) {
    var read = GppReader.read(text).orElseThrow();

    assertThat(String.join(" ", read.ids().stream().map(String::valueOf).toList())).isEqualTo(ids);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "~",
        "D",
        "DB",
        "DBAB",
        "DBABL",
        "CBABLA~x",
        "DCABLA~x",
        "DBABLA",
        "DBABLA~",
        "DBABLA~x~y",
        "DBACNYA~x",
        "DBACNYA~~y",
        "DBAB+A~x",
        "DBABLA=~x",
        "DB__~x",
        "1YNN",
        "CQraFkAQraFkAEsAEBDECyFgAP_gAEPgAAYg"
      })
  void takes_no_malformed_string(String text) {
    assertThat(GppReader.read(text)).isEmpty();
  }

  @Test
  void looks_at_no_more_than_8192_characters_and_32_sections() {
    assertThat(GppReader.read("DBABLA~" + "A".repeat(8_185))).isPresent();
    assertThat(GppReader.read("DBABLA~" + "A".repeat(8_186))).isEmpty();
    assertThat(GppReader.read(range(1, 32))).isPresent();
    assertThat(GppReader.read(range(1, 33))).isEmpty();
    assertThat(GppReader.read("DBABLA" + "~x".repeat(4_000))).isEmpty();
  }

  /// The fields of each section, put in place bit by bit.
  @TestFactory
  Stream<DynamicTest> hears_each_opt_out_at_its_place_and_nothing_else() {
    return UsSection.ALL.stream()
        .map(section -> DynamicTest.dynamicTest(section.name(), () -> places(section)));
  }

  private static void places(UsSection section) {
    var optOuts = new ArrayList<Integer>();
    optOuts.add(section.sale());
    section.sharing().ifPresent(optOuts::add);
    section.targeted().ifPresent(optOuts::add);
    for (int i = 0; i < section.children(); i++) {
      optOuts.add(section.child() + 2 * i);
    }

    for (int offset = 6; offset + 2 <= section.bits(); offset += 2) {
      boolean expected = optOuts.contains(offset);
      assertThat(choice(section, offset, 1).optedOut()).as("1 at %d", offset).isEqualTo(expected);
      assertThat(choice(section, offset, 3).optedOut()).as("3 at %d", offset).isEqualTo(expected);
      assertThat(choice(section, offset, 2).optedOut()).as("2 at %d", offset).isFalse();
    }
  }

  @Test
  void hears_global_privacy_control_within_a_section() {
    var usca = UsSection.byId(8).orElseThrow();

    assertThat(UsChoice.read(usca, "BAAAAAAA.YA").orElseThrow().optedOut()).isTrue();
    assertThat(UsChoice.read(usca, "BAAAAAAA.QA").orElseThrow().optedOut()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "B",
        "BAAAAAA",
        "CAAAAAAA",
        "BAAAAAA+",
        "BAAAAAAA.",
        "BAAAAAAA.Y.Y.Y",
        "BAAAAAAA.!"
      })
  void takes_no_malformed_or_other_section(String text) {
    assertThat(UsChoice.read(UsSection.byId(8).orElseThrow(), text)).isEmpty();
  }

  private static UsChoice choice(UsSection section, int offset, int value) {
    var bits = new StringBuilder("0".repeat(section.bits() + 6));
    bits.setCharAt(5, '1');
    bits.setCharAt(offset, value >= 2 ? '1' : '0');
    bits.setCharAt(offset + 1, value % 2 == 1 ? '1' : '0');
    return UsChoice.read(section, GppWriter.sextets(bits.toString())).orElseThrow();
  }

  private static String range(int first, int last) {
    return GppWriter.header(first, last) + "~x".repeat(last - first + 1);
  }

  private static OptionalInt optional(JsonNode node) {
    return node.isMissingNode() ? OptionalInt.empty() : OptionalInt.of(node.asInt());
  }
}
