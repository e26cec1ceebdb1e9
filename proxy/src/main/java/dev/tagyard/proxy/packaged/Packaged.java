package dev.tagyard.proxy.packaged;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// Files that come with the program.
public final class Packaged {
  private Packaged() {}

  /// @param name path on the class path, such as `sdk/ty.js`
  public static byte[] bytes(String name) {
    try (var stream = Packaged.class.getClassLoader().getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("missing from the distribution: " + name);
      }
      return stream.readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  public static String text(String name) {
    return new String(bytes(name), StandardCharsets.UTF_8);
  }
}
