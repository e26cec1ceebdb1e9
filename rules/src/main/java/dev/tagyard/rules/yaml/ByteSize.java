package dev.tagyard.rules.yaml;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// A number of bytes, written as `2MB` (decimal) or `64KiB` (binary).
public record ByteSize(long bytes) {
  private static final Pattern SHAPE = Pattern.compile("(\\d{1,12}) ?([kKMGT]i?)?B");
  private static final Map<String, Long> FACTORS =
      Map.of(
          "k",
          1_000L,
          "K",
          1_000L,
          "M",
          1_000_000L,
          "G",
          1_000_000_000L,
          "T",
          1_000_000_000_000L,
          "ki",
          1L << 10,
          "Ki",
          1L << 10,
          "Mi",
          1L << 20,
          "Gi",
          1L << 30,
          "Ti",
          1L << 40);

  static Optional<ByteSize> read(String text) {
    var shape = SHAPE.matcher(text);
    if (!shape.matches()) {
      return Optional.empty();
    }
    var unit = Optional.ofNullable(shape.group(2));
    long factor = unit.map(name -> FACTORS.getOrDefault(name, 1L)).orElse(1L);
    try {
      return Optional.of(new ByteSize(Math.multiplyExact(Long.parseLong(shape.group(1)), factor)));
    } catch (ArithmeticException tooMany) {
      return Optional.empty();
    }
  }
}
