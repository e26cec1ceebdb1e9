package dev.tagyard.consent.tcf;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class UsabilityTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);
  private static final Optional<Period> MAX_AGE = Optional.of(Period.ofMonths(13));

  @Test
  void asks_for_disclosed_vendors_from_march_2026() {
    assertThat(faults(new TcWriter().made(LocalDate.of(2026, 2, 28)))).isEmpty();
    assertThat(faults(new TcWriter().made(LocalDate.of(2026, 3, 1))))
        .containsExactly(TcReason.NO_DISCLOSED_VENDORS);
    assertThat(faults(new TcWriter().made(LocalDate.of(2026, 3, 1)).disclosed()))
        .containsExactly(TcReason.NO_DISCLOSED_VENDORS);
    assertThat(faults(new TcWriter().made(LocalDate.of(2026, 3, 1)).disclosed(5))).isEmpty();
  }

  @Test
  void takes_the_later_of_the_two_dates_for_the_making() {
    var writer = new TcWriter().made(LocalDate.of(2026, 2, 1)).created(LocalDate.of(2026, 4, 1));

    assertThat(faults(writer)).containsExactly(TcReason.NO_DISCLOSED_VENDORS);
  }

  @Test
  void takes_no_string_older_than_13_months() {
    assertThat(faults(new TcWriter().made(LocalDate.of(2025, 10, 22)))).isEmpty();
    assertThat(faults(new TcWriter().made(LocalDate.of(2025, 10, 21))))
        .containsExactly(TcReason.TCF_TOO_OLD);
  }

  @Test
  void takes_no_string_from_later_than_tomorrow() {
    assertThat(faults(new TcWriter().made(TODAY.plusDays(1)).disclosed(5))).isEmpty();
    assertThat(faults(new TcWriter().made(TODAY.plusDays(2)).disclosed(5)))
        .containsExactly(TcReason.TCF_FROM_FUTURE);
  }

  @Test
  void takes_no_dead_policy_and_no_global_scope() {
    assertThat(faults(new TcWriter().policy(3).specific(false).disclosed(5)))
        .containsExactly(TcReason.POLICY_LT_4, TcReason.NOT_SERVICE_SPECIFIC);
    assertThat(faults(new TcWriter().policy(4).disclosed(5))).isEmpty();
    assertThat(faults(new TcWriter().policy(63).disclosed(5))).isEmpty();
  }

  @Test
  void takes_no_string_of_a_platform_that_is_not_or_no_longer_listed() {
    var string = TcReader.read(new TcWriter().disclosed(5).write()).parsed().orElseThrow();
    int platform = string.cmpId();
    var listed = Map.of(platform, Optional.<LocalDate>empty());

    assertThat(faults(string, listed)).isEmpty();
    assertThat(faults(string, Map.of(platform + 1, Optional.empty())))
        .containsExactly(TcReason.CMP_NOT_IN_LIST);
    assertThat(faults(string, Map.of(platform, Optional.of(TODAY)))).isEmpty();
    assertThat(faults(string, Map.of(platform, Optional.of(TODAY.minusDays(1)))))
        .containsExactly(TcReason.CMP_DELETED);
  }

  private static List<TcReason> faults(
      TcString string, Map<Integer, Optional<LocalDate>> platforms) {
    return Usability.faults(string, TODAY, MAX_AGE, Optional.of(new CmpList(TODAY, platforms)));
  }

  private static List<TcReason> faults(TcWriter writer) {
    var string = TcReader.read(writer.write()).parsed().orElseThrow();
    return Usability.faults(string, TODAY, MAX_AGE, Optional.empty());
  }
}
