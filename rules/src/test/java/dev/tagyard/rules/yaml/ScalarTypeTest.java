package dev.tagyard.rules.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScalarTypeTest {
  private static Optional<Object> read(Class<?> type, String text) {
    return ScalarType.of(type).orElseThrow().reader().read(text, Path.of("."));
  }

  @ParameterizedTest
  @CsvSource({"150ms,PT0.15S", "5s,PT5S", "2m,PT2M", "48h,PT48H", "3d,PT72H", "0s,PT0S"})
  void a_duration_is_a_number_with_its_unit(String text, Duration duration) {
    assertThat(read(Duration.class, text)).contains(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "-5s", "5 s", "1.5h", "5S", "9999999999d"})
  void nothing_else_is_a_duration(String text) {
    assertThat(read(Duration.class, text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0B,0", "512B,512", "2MB,2000000", "64KiB,65536", "1kB,1000", "3 GiB,3221225472"})
  void a_size_counts_in_thousands_or_by_1024(String text, long bytes) {
    assertThat(read(ByteSize.class, text)).contains(new ByteSize(bytes));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "MB", "-1MB", "1.5MB", "2mb", "999999999999TiB"})
  void nothing_else_is_a_size(String text) {
    assertThat(read(ByteSize.class, text)).isEmpty();
  }

  @Test
  void numbers_are_finite() {
    assertThat(read(double.class, "NaN")).isEmpty();
    assertThat(read(double.class, "1e400")).isEmpty();
    assertThat(read(int.class, "3000000000")).isEmpty();
    assertThat(read(long.class, "3000000000")).contains(3_000_000_000L);
  }
}
