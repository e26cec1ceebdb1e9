package dev.tagyard.rules.yaml;

import java.io.IOException;
import java.lang.invoke.MethodType;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// A type that is written as one word or line.
///
/// @param wanted how a message and the reference describe it
/// @param reader absent when the text has not this shape; what else is wrong is thrown as
///   [IllegalArgumentException] in words that follow the path
record ScalarType(Class<?> type, String wanted, Reader reader) {
  interface Reader {
    Optional<Object> read(String text, Path folder);
  }

  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final String FILE = "file:";

  private static final List<ScalarType> ALL =
      List.of(
          new ScalarType(String.class, "text", (text, _) -> Optional.of(text)),
          new ScalarType(Boolean.class, "true or false", (text, _) -> truth(text)),
          new ScalarType(Integer.class, "a whole number", (text, _) -> integer(text)),
          new ScalarType(Long.class, "a whole number", (text, _) -> whole(text)),
          new ScalarType(Double.class, "a number", (text, _) -> number(text)),
          new ScalarType(BigDecimal.class, "a number", (text, _) -> decimal(text)),
          new ScalarType(Duration.class, "a duration such as 5s", (text, _) -> duration(text)),
          new ScalarType(
              ByteSize.class,
              "a size such as 2MB or 64KiB",
              (text, _) -> ByteSize.read(text).map(size -> size)),
          new ScalarType(
              URI.class, "an address such as https://example.com/path", (text, _) -> address(text)),
          new ScalarType(Path.class, "a file or folder", ScalarType::path),
          new ScalarType(Secret.class, "a secret or file:PATH", ScalarType::secret));

  static Optional<ScalarType> of(Class<?> type) {
    var boxed = MethodType.methodType(type).wrap().returnType();
    return type.isEnum()
        ? Optional.of(Choices.scalarType(type))
        : ALL.stream().filter(scalar -> scalar.type == boxed).findFirst();
  }

  private static Optional<Object> truth(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private static Optional<Object> integer(String text) {
    try {
      return Optional.of(Integer.parseInt(text));
    } catch (NumberFormatException notWhole) {
      return Optional.empty();
    }
  }

  private static Optional<Object> whole(String text) {
    try {
      return Optional.of(Long.parseLong(text));
    } catch (NumberFormatException notWhole) {
      return Optional.empty();
    }
  }

  private static Optional<Object> number(String text) {
    try {
      var number = Double.parseDouble(text);
      return Double.isFinite(number) ? Optional.of(number) : Optional.empty();
    } catch (NumberFormatException notANumber) {
      return Optional.empty();
    }
  }

  private static Optional<Object> decimal(String text) {
    try {
      return number(text).map(_ -> new BigDecimal(text));
    } catch (NumberFormatException onlyJavaWritesItSo) {
      return Optional.empty();
    }
  }

  private static Optional<Object> duration(String text) {
    var shape = DURATION.matcher(text);
    if (!shape.matches()) {
      return Optional.empty();
    }
    var amount = Long.parseLong(shape.group(1));
    return Optional.of(
        switch (shape.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          case "h" -> Duration.ofHours(amount);
          default -> Duration.ofDays(amount);
        });
  }

  private static Optional<Object> address(String text) {
    try {
      var uri = new URI(text);
      return uri.isAbsolute() ? Optional.of(uri) : Optional.empty();
    } catch (URISyntaxException noAddress) {
      return Optional.empty();
    }
  }

  private static Optional<Object> path(String text, Path folder) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(folder.resolve(text).normalize());
    } catch (InvalidPathException noPath) {
      return Optional.empty();
    }
  }

  private static Optional<Object> secret(String text, Path folder) {
    var value = text;
    if (text.startsWith(FILE)) {
      var file = text.substring(FILE.length());
      try {
        value = Files.readString(folder.resolve(file)).strip();
      } catch (IOException | InvalidPathException unreadable) {
        throw new IllegalArgumentException("cannot read the file " + file, unreadable);
      }
    }
    if (value.isEmpty()) {
      throw new IllegalArgumentException("is empty");
    }
    return Optional.of(new Secret(value));
  }
}
