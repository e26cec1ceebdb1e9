package dev.tagyard.consent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ReasonWordsTest {
  @Test
  void has_a_sentence_for_every_reason() {
    assertThat(ReasonWords.all().keySet()).containsAll(Reason.labels());
    assertThat(ReasonWords.all().values()).doesNotHaveDuplicates().noneMatch(String::isBlank);
  }

  @Test
  void leaves_a_foreign_reason_as_it_is() {
    assertThat(ReasonWords.of("assumed")).isEqualTo("assumed");
  }
}
