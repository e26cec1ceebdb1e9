package dev.tagyard.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ApiKeysTest {
  private static final List<String> KEYS = List.of("a-first-key", "another-key");

  @Test
  void each_of_the_keys_is_accepted() {
    assertThat(ApiKeys.accept("Bearer a-first-key", KEYS)).isTrue();
    assertThat(ApiKeys.accept("bearer  another-key ", KEYS)).isTrue();
  }

  @Test
  void nothing_less_and_nothing_more_than_a_key_is_accepted() {
    for (var length = 0; length < KEYS.getFirst().length(); length++) {
      assertThat(ApiKeys.accept("Bearer " + KEYS.getFirst().substring(0, length), KEYS)).isFalse();
    }
    assertThat(ApiKeys.accept("Bearer a-first-key2", KEYS)).isFalse();
    assertThat(ApiKeys.accept("Bearer A-FIRST-KEY", KEYS)).isFalse();
    assertThat(ApiKeys.accept("a-first-key", KEYS)).isFalse();
    assertThat(ApiKeys.accept("Basic a-first-key", KEYS)).isFalse();
    assertThat(ApiKeys.accept("Bearer ", List.of())).isFalse();
  }
}
