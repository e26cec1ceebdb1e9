package dev.tagyard.proxy.destination;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmountsTest {
  @ParameterizedTest
  @CsvSource({"59.90, 59.9", "' 7 ', 7", "1e7, 10000000", "0.00, 0", "-3.50, -3.5", "1E-3, 0.001"})
  void text_is_read_and_written_plainly(String raw, String wanted) {
    var amount = Amounts.of(JsonNodeFactory.instance.textNode(raw));

    assertThat(amount.map(BigDecimal::toPlainString)).hasValue(wanted);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "NaN", "59,90", "ten", "1e999999999", "Infinity", "0x10", "1 000", "1e-99"})
  void what_is_no_amount_is_left_out(String raw) {
    assertThat(Amounts.of(JsonNodeFactory.instance.textNode(raw))).isEmpty();
  }

  @Test
  void numbers_lose_their_exponent() {
    assertThat(Amounts.json(JsonNodeFactory.instance.numberNode(1e7)).map(Object::toString))
        .hasValue("10000000");
    assertThat(Amounts.of(JsonNodeFactory.instance.numberNode(Double.NaN))).isEmpty();
    assertThat(Amounts.of(JsonNodeFactory.instance.booleanNode(true))).isEmpty();
  }
}
