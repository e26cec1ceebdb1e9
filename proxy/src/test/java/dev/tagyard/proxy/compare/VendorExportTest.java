package dev.tagyard.proxy.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VendorExportTest {
  private static final LocalDate DAY = LocalDate.of(2026, 11, 21);

  @Test
  void a_report_with_lines_before_its_head_and_sums_after_it_is_read() {
    var export =
        VendorExport.read(
            """
            # Conversions
            Account,Shop "one"

            Date,Event name,"Event count",Value
            20261121,purchase,"1,204",5.5
            20261121,page_view,33000,
            20261122,purchase,7,
            Total,,34211,
            """,
            Map.of());

    assertThat(export.counts())
        .containsEntry(DAY, Map.of("purchase", 1204L, "page_view", 33000L))
        .containsEntry(DAY.plusDays(1), Map.of("purchase", 7L))
        .hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {",", ";", "\t"})
  void the_separator_is_that_of_the_head_line_whatever_stands_before(String separator) {
    var text = "Conversion report\nNovember, all; shops\nDate;Event;Count\n20261121;purchase;7\n";

    var export = VendorExport.read(text.replace(";", separator), Map.of());

    assertThat(export.counts()).containsEntry(DAY, Map.of("purchase", 7L));
  }

  @ParameterizedTest
  @CsvSource({
    "Purchase, purchase",
    "AddToCart, add_to_cart",
    "Lead, generate_lead",
    "InitiateCheckout, begin_checkout",
    "page_view, page_view",
    "Newsletter, sign_up"
  })
  void names_of_vendors_are_read_as_ours(String theirs, String ours) {
    var text = "day;event;count\n21.11.2026;" + theirs + ";3\n";

    var export = VendorExport.read(text, Map.of("Newsletter", "sign_up"));

    assertThat(export.counts()).containsEntry(DAY, Map.of(ours, 3L));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          3.33      | 3
          12.5      | 13
          12,5      | 13
          12.0      | 12
          .75       | 1
          0.333     | 0
          2.333333  | 2
          1.234     | 1234
          1,234     | 1234
          1.234.567 | 1234567
          1,23,456  | 123456
          1,234.56  | 1235
          1.234,56  | 1235
          1,234.567 | 1235
          1234.567  | 1235
          1 234,5 | 1235
          1 234   | 1234
          1’234.50  | 1235
          """)
  void numbers_are_read_with_marks_between_thousands_and_with_fractions(String text, long count) {
    var export = VendorExport.read("day;event;count\n2026-11-21;lead;" + text + "\n", Map.of());

    assertThat(export.counts()).containsEntry(DAY, Map.of("generate_lead", count));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-", "1.2.3x", ".", "--", "n/a"})
  void what_is_no_number_is_passed_over(String text) {
    var export = VendorExport.read("day;event;count\n2026-11-21;lead;" + text + "\n", Map.of());

    assertThat(export.counts()).isEmpty();
  }

  @Test
  void fractions_are_summed_before_they_are_rounded() {
    var text = "day,event,count\n" + "2026-11-21,purchase,0.33\n".repeat(3);

    assertThat(VendorExport.read(text, Map.of()).counts())
        .containsEntry(DAY, Map.of("purchase", 1L));
  }

  @Test
  void what_is_missing_is_named() {
    assertThatThrownBy(() -> VendorExport.read("day,count\n2026-11-21,3\n", Map.of()))
        .hasMessageContaining("an event");
  }
}
