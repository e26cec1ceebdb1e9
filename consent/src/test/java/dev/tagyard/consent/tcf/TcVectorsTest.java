package dev.tagyard.consent.tcf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tagyard.consent.TestFiles;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

final class TcVectorsTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);

  @TestFactory
  Stream<DynamicTest> reads_every_field_of_a_published_string() {
    return TestFiles.vectors("tc").stream().map(v -> test(v, () -> reads(v)));
  }

  @TestFactory
  Stream<DynamicTest> says_which_published_strings_can_be_used() {
    return TestFiles.vectors("tc").stream()
        .map(v ->
            test(
                v,
                () -> {
                  var faults =
                      Usability.faults(string(v), TODAY, Optional.empty(), Optional.empty());

                  assertThat(faults.isEmpty()).isEqualTo(v.path("stringUsable").asBoolean());
                  assertThat(faults.stream().map(TcReason::label))
                      .containsExactlyElementsOf(strings(v.path("unusableBecause")));
                }));
  }

  @TestFactory
  Stream<DynamicTest> answers_as_published_with_the_small_list() {
    return answers(TestFiles.vendorList());
  }

  @TestFactory
  Stream<DynamicTest> answers_as_published_with_the_real_list_where_there_is_one() {
    return TestFiles.realVendorList().stream().flatMap(TcVectorsTest::answers);
  }

  @TestFactory
  Stream<DynamicTest> refuses_every_malformed_published_string() {
    return TestFiles.vectors("tc-malformed").stream()
        .map(v ->
            test(
                v,
                () ->
                    assertThat(TcReader.read(v.path("input").asText()))
                        .isInstanceOf(TcReading.Malformed.class)));
  }

  private static Stream<DynamicTest> answers(VendorList list) {
    return TestFiles.vectors("tc").stream()
        .filter(v -> v.has("decisions"))
        .map(v -> test(v, () -> v.path("decisions").forEach(d -> answers(v, d, list))));
  }

  private static void answers(JsonNode vector, JsonNode expected, VendorList list) {
    int vendor = expected.path("vendor").asInt();
    var string = string(vector);
    var faults = Usability.faults(string, TODAY, Optional.empty(), Optional.empty());
    var answer =
        faults.isEmpty()
            ? PurposeCheck.ask(
                string, vendor, list.vendor(vendor), expected.path("purpose").asInt(), false, TODAY)
            : PurposeAnswer.no(faults.getFirst());
    var basis = answer.basis().map(b -> b == LegalBasis.CONSENT ? "consent" : "li").orElse("null");

    assertThat(answer.reason().label()).isEqualTo(expected.path("reason").asText());
    assertThat(answer.allowed()).isEqualTo(expected.path("allow").asBoolean());
    assertThat(basis).isEqualTo(expected.path("basis").asText());
  }

  private static void reads(JsonNode vector) {
    var string = string(vector);
    var expect = vector.path("expect");

    assertThat(string.version()).isEqualTo(expect.path("version").asInt());
    assertThat(string.created()).isEqualTo(expect.path("created").asText());
    assertThat(string.lastUpdated()).isEqualTo(expect.path("lastUpdated").asText());
    assertThat(string.cmpId()).isEqualTo(expect.path("cmpId").asInt());
    assertThat(string.cmpVersion()).isEqualTo(expect.path("cmpVersion").asInt());
    assertThat(string.consentScreen()).isEqualTo(expect.path("consentScreen").asInt());
    assertThat(string.consentLanguage()).isEqualTo(expect.path("consentLanguage").asText());
    assertThat(string.vendorListVersion()).isEqualTo(expect.path("vendorListVersion").asInt());
    assertThat(string.policyVersion()).isEqualTo(expect.path("tcfPolicyVersion").asInt());
    assertThat(string.serviceSpecific()).isEqualTo(expect.path("isServiceSpecific").asBoolean());
    assertThat(string.nonStandardTexts()).isEqualTo(expect.path("useNonStandardTexts").asBoolean());
    assertThat(string.specialFeatures())
        .isEqualTo(Purposes.of(TestFiles.ints(expect.path("specialFeatureOptIns"))));
    assertThat(string.purposeConsents())
        .isEqualTo(Purposes.of(TestFiles.ints(expect.path("purposesConsent"))));
    assertThat(string.purposeLegitimateInterests())
        .isEqualTo(Purposes.of(TestFiles.ints(expect.path("purposesLITransparency"))));
    assertThat(string.purposeOneTreatment())
        .isEqualTo(expect.path("purposeOneTreatment").asBoolean());
    assertThat(string.publisherCountry()).isEqualTo(expect.path("publisherCC").asText());
    assertThat(ids(string.vendorConsents())).isEqualTo(ids(expect.path("vendorConsents")));
    assertThat(ids(string.vendorLegitimateInterests()))
        .isEqualTo(ids(expect.path("vendorLegitimateInterests")));
    assertThat(string.disclosedVendors().map(TcVectorsTest::ids))
        .isEqualTo(present(expect.path("disclosedVendors")).map(TcVectorsTest::ids));
    restrictions(string, expect.path("publisherRestrictions"));
    assertThat(string.publisher())
        .isEqualTo(
            present(expect.path("publisherTC"))
                .map(tc ->
                    new PublisherTc(
                        Purposes.of(TestFiles.ints(tc.path("consents"))),
                        Purposes.of(TestFiles.ints(tc.path("legitimateInterests"))),
                        tc.path("numCustomPurposes").asInt())));
  }

  private static void restrictions(TcString string, JsonNode expected) {
    assertThat(string.restrictions()).hasSize(expected.size());
    for (int i = 0; i < expected.size(); i++) {
      var restriction = string.restrictions().get(i);
      assertThat(restriction.purpose()).isEqualTo(expected.path(i).path("purposeId").asInt());
      assertThat(restriction.type()).isEqualTo(expected.path(i).path("restrictionType").asInt());
      assertThat(ids(restriction.vendors())).isEqualTo(ids(expected.path(i).path("vendors")));
    }
  }

  private static TcString string(JsonNode vector) {
    return TcReader.read(vector.path("input").asText()).parsed().orElseThrow();
  }

  private static List<Integer> ids(VendorSet set) {
    var ids = new ArrayList<Integer>();
    for (int id = 0; id <= 65_536; id++) {
      if (set.contains(id)) {
        ids.add(id);
      }
    }
    assertThat(set.isEmpty()).isEqualTo(ids.isEmpty());
    return ids;
  }

  /// Plain ids, or a count with ranges such as `"6-8"`.
  private static List<Integer> ids(JsonNode expected) {
    var ids = new ArrayList<Integer>();
    for (var item : expected.isArray() ? expected : expected.path("ranges")) {
      var ends = item.asText().split("-", -1);
      int last = Integer.parseInt(ends[ends.length - 1]);
      for (int id = Integer.parseInt(ends[0]); id <= last; id++) {
        ids.add(id);
      }
    }
    return ids;
  }

  private static Optional<JsonNode> present(JsonNode node) {
    return Optional.of(node).filter(n -> !n.isNull() && !n.isMissingNode());
  }

  private static List<String> strings(JsonNode array) {
    var strings = new ArrayList<String>();
    array.forEach(item -> strings.add(item.asText()));
    return strings;
  }

  private static DynamicTest test(JsonNode vector, Executable body) {
    return DynamicTest.dynamicTest(vector.path("id").asText(), body);
  }
}
