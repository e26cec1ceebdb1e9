package dev.tagyard.proxy.sender;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ComplaintsTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final Complaints complaints = new Complaints();

  @Test
  void the_first_is_told_at_once_and_the_others_once_a_minute() {
    assertThat(complaints.line("a", NOON)).contains("a");
    assertThat(complaints.line("b", NOON)).contains("b");
    assertThat(complaints.line("a", NOON.plusSeconds(1))).isEmpty();
    assertThat(complaints.line("a", NOON.plusSeconds(59))).isEmpty();
    assertThat(complaints.line("a", NOON.plusSeconds(60))).contains("a (and 2 more)");
    assertThat(complaints.line("a", NOON.plusSeconds(200))).contains("a");
  }
}
