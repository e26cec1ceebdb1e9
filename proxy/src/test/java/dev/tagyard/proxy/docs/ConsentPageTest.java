package dev.tagyard.proxy.docs;

import static dev.tagyard.proxy.docs.Page.row;

import dev.tagyard.consent.ConsentPolicy;
import dev.tagyard.consent.FieldGroup;
import dev.tagyard.consent.GoogleType;
import dev.tagyard.consent.ReasonWords;
import dev.tagyard.consent.Verdict;
import dev.tagyard.proxy.plan.Destinations;
import java.io.IOException;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ConsentPageTest {
  @Test
  void tells_what_each_type_needs_by_default() throws IOException {
    var table =
        new StringBuilder(
            "| type | TC string | Additional Consent | Google's consent types | categories |"
                + " US opt-out | refusal |\n|---|---|---|---|---|---|---|\n");
    for (var type : Destinations.ALL) {
      table.append(policy(type.name(), type.consent()));
    }
    Page.of("docs/consent.md").checkPart("defaults", table.toString());
  }

  @Test
  void tells_every_reason() throws IOException {
    var table = new StringBuilder("| reason | means |\n|---|---|\n");
    ReasonWords.all().forEach((label, words) -> table.append(row("`" + label + "`", words)));

    Page.of("docs/consent.md").checkPart("reasons", table.toString());
  }

  @Test
  void names_every_group_of_fields() {
    var page = Page.of("docs/consent.md");

    for (var group : FieldGroup.values()) {
      org.assertj.core.api.Assertions.assertThat(page.text())
          .contains("| " + group.name().toLowerCase(Locale.ROOT) + " |");
    }
  }

  private static String policy(String name, ConsentPolicy policy) {
    return row(
        "`" + name + "`",
        tcf(policy.tcf()),
        policy.additionalConsent().isPresent()
            ? "provider " + policy.additionalConsent().getAsInt()
            : "–",
        words(policy.google().stream().map(GoogleType::wireName).toList()),
        words(policy.categories()),
        word(policy.optedOut()),
        word(policy.otherwise()));
  }

  private static String tcf(ConsentPolicy.Tcf tcf) {
    var purposes =
        "purposes "
            + tcf.purposes().stream()
                .sorted()
                .map(String::valueOf)
                .collect(Collectors.joining(", "));
    if (tcf.vendor().isPresent()) {
      return "vendor " + tcf.vendor().getAsInt() + ", " + purposes;
    }
    return (tcf.purposesAlone() ? "no vendor, " : "not in the vendor list, ") + purposes;
  }

  private static String words(Collection<String> words) {
    return words.isEmpty()
        ? "–"
        : words.stream().sorted().map(word -> "`" + word + "`").collect(Collectors.joining(", "));
  }

  private static String word(Verdict verdict) {
    return "`" + verdict.name().toLowerCase(Locale.ROOT) + "`";
  }
}
