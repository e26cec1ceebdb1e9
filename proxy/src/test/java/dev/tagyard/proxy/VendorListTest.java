package dev.tagyard.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.consent.ConsentSignals;
import dev.tagyard.consent.Region;
import dev.tagyard.proxy.plan.Plan;
import dev.tagyard.proxy.plan.PlanReader;
import dev.tagyard.rules.RuleObserver;
import dev.tagyard.rules.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a configured vendor list changes in decisions.
class VendorListTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  /// Accepts all, for 16 vendors, 755 among them.
  private static final String ALL =
      "CQraFkAQraFkAEsAEBDECyFgAP_gAEPgAAYgIzQDwAMAAgABkADwAI4AWwFfALRAXmAxkBkkDZgNnAcWA7ICMwHF"
          + "wCAAQAAyAB4AEcBaIC8wGSAOLAAA.IIzQDwAMAAgABkADwAI4AWwFfALRAXmAxkBkkDZgNnAcWA7ICMw";

  @TempDir private Path folder = Path.of("");

  @Test
  void without_a_list_the_decision_says_so() throws Exception {
    try (var rules = plan("").rules()) {
      assertThat(rules.rules()).isEmpty();
    }
    assertThat(evidence("", "vendor_list")).isEqualTo("none");
    assertThat(reason("")).isEqualTo("consent_tcf");
  }

  @Test
  void a_vendor_that_still_declares_its_purposes_keeps_them() throws Exception {
    list("\"purposes\": [1, 3, 4], \"legIntPurposes\": [2, 7, 9, 10]");

    assertThat(reason(LIST)).isEqualTo("consent_tcf");
    assertThat(evidence(LIST, "vendor_list")).isEqualTo("178");
  }

  @Test
  void a_vendor_that_no_longer_declares_a_purpose_loses_it() throws Exception {
    list("\"purposes\": [1, 3, 4], \"legIntPurposes\": [2, 7, 10]");

    assertThat(reason(LIST)).isEqualTo("purpose_not_declared");
  }

  @Test
  void a_deleted_vendor_loses_all() throws Exception {
    list("\"purposes\": [1, 9], \"deletedDate\": \"2026-11-22T00:00:00Z\"");

    assertThat(reason(LIST)).isEqualTo("vendor_deleted");
  }

  @Test
  void a_vendor_that_the_list_does_not_have_gets_nothing() throws Exception {
    list("\"purposes\": [1, 9]", 12);

    assertThat(reason(LIST)).isEqualTo("vendor_not_in_gvl");
  }

  @Test
  void a_file_that_is_no_list_is_a_mistake_of_the_configuration() throws Exception {
    Files.writeString(folder.resolve("list.json"), "{");

    var loaded = reader(LIST).read(1);

    assertThat(loaded.problems())
        .singleElement()
        .satisfies(problem ->
            assertThat(problem.toString())
                .contains("list.json", "consent.vendor_list.file", "is no JSON"));
  }

  @Test
  void a_file_and_an_address_together_are_a_mistake() throws Exception {
    var both = "consent: { vendor_list: { file: a.json, url: https://lists.example/v3.json } }\n";

    assertThat(reader(both).read(1).problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.toString()).contains("either file or url"));
  }

  @Test
  void warns_of_a_destination_that_no_string_can_ever_allow() throws Exception {
    assertThat(warnings("")).isEmpty();
    list("\"purposes\": [1, 3, 4], \"legIntPurposes\": [2, 7, 9, 10]");
    assertThat(warnings(LIST)).isEmpty();
    list("\"purposes\": [1, 3, 4], \"legIntPurposes\": [2, 7, 10]");
    assertThat(warnings(LIST))
        .isEqualTo(
            "tagyard.yaml:3: destinations.ga4: no TC string can allow it: vendor 755 does not"
                + " declare purpose 9 in vendor list 178");
    list("\"purposes\": [1, 9], \"deletedDate\": \"2026-05-01T00:00:00Z\"");
    assertThat(warnings(LIST))
        .endsWith("vendor 755 is deleted in vendor list 178, as of 2026-05-01");
    list("\"purposes\": [1, 9]", 12);
    assertThat(warnings(LIST)).endsWith("vendor 755 is not in vendor list 178");
  }

  @Test
  void warns_where_a_policy_asks_more_than_the_type_s_own_table_declares() throws Exception {
    var file = folder.resolve("tagyard.yaml");
    Files.writeString(
        file,
        """
        destinations:
          ga4:
            type: ga4
            measurement_id: G-TEST123
            api_secret: none
            consent: { tcf: { purposes: [1, 5, 9, 11] } }
        """);

    assertThat(
            new PlanReader(file, _ -> Optional.empty(), RuleObserver.NONE, InstantSource.system())
                .read(1)
                .warnings())
        .singleElement()
        .satisfies(warning ->
            assertThat(warning.message())
                .isEqualTo(
                    "no TC string can allow it: vendor 755 does not declare purpose 5, 11 in the"
                        + " type's own table"));
  }

  @Test
  void strings_of_a_platform_that_the_list_of_platforms_does_not_have_are_refused()
      throws Exception {
    var configured = "consent: { cmp_list: { file: cmps.json } }\n";
    Files.writeString(folder.resolve("cmps.json"), platforms(300));
    assertThat(reason(configured)).isEqualTo("consent_tcf");
    assertThat(evidence(configured, "cmp_list")).isEqualTo("2026-11-19");

    Files.writeString(folder.resolve("cmps.json"), platforms(10));
    assertThat(reason(configured)).isEqualTo("cmp_not_in_list");

    Files.writeString(folder.resolve("cmps.json"), "{\"cmps\": {}}");
    assertThat(reader(configured).read(1).problems())
        .singleElement()
        .satisfies(problem ->
            assertThat(problem.toString())
                .endsWith("consent.cmp_list.file: has no date or no platforms"));
  }

  private static String platforms(int id) {
    return """
    {"lastUpdated": "2026-11-19T17:00:00Z", "cmps": {"%d": {"id": %d, "name": "A banner"}}}
    """
        .formatted(id, id);
  }

  private String warnings(String consent) throws IOException {
    return reader(consent).read(1).warnings().stream()
        .map(Problem::toString)
        .collect(Collectors.joining("\n"));
  }

  private static final String LIST = "consent: { vendor_list: { file: list.json } }\n";

  private void list(String vendor) throws IOException {
    list(vendor, 755);
  }

  private void list(String vendor, int id) throws IOException {
    Files.writeString(
        folder.resolve("list.json"),
        """
        {"gvlSpecificationVersion": 3, "vendorListVersion": 178,
         "vendors": {"%d": {"id": %d, "name": "Google", %s}}}
        """
            .formatted(id, id, vendor));
  }

  private String reason(String consent) throws IOException {
    return decide(consent).of("ga4").reason();
  }

  private String evidence(String consent, String key) throws IOException {
    return decide(consent).evidence().getOrDefault(key, "");
  }

  private dev.tagyard.consent.ConsentDecision decide(String consent) throws IOException {
    var signals = ConsentSignals.builder().gdpr(true).tcf(ALL).build();
    return plan(consent).consent().decide(signals, Region.UNKNOWN, NOW);
  }

  private Plan plan(String consent) throws IOException {
    return reader(consent).read(1).plan().orElseThrow();
  }

  private PlanReader reader(String consent) throws IOException {
    var file = folder.resolve("tagyard.yaml");
    Files.writeString(
        file,
        consent
            + "destinations:\n"
            + "  ga4: { type: ga4, measurement_id: G-TEST123, api_secret: none }\n");
    return new PlanReader(file, _ -> Optional.empty(), RuleObserver.NONE, InstantSource.system());
  }
}
