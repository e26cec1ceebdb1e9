package dev.tagyard.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is served as the SDK is small, and is what its source makes.
class SdkFilesTest {
  private static final int MOST_GZIPPED = 4096;
  private static final Path SOURCES = Path.of("src/main/sdk");
  private static final Path SERVED = Path.of("src/main/resources/sdk");

  @Test
  void the_sdk_is_small() throws IOException {
    var bytes = gzipped(Files.readAllBytes(SERVED.resolve("ty.js")));

    System.out.printf("ty.js: %,d bytes gzipped of %,d%n", bytes, MOST_GZIPPED);
    assertThat(bytes).isLessThanOrEqualTo(MOST_GZIPPED);
  }

  static List<String> built() throws IOException {
    return Files.readAllLines(SOURCES.resolve("built.txt"));
  }

  /// `src/main/sdk/build.mjs` minifies, and notes the digests of what it read and wrote.
  @ParameterizedTest
  @MethodSource("built")
  void each_file_is_the_one_of_the_last_build(String line) throws Exception {
    var digest = line.split(" ", 2)[0];
    var file = SOURCES.resolve(line.split(" ", 2)[1]);

    assertThat(sha256(file)).as("changed since: run node src/main/sdk/build.mjs").isEqualTo(digest);
  }

  private static int gzipped(byte[] content) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new Smallest(bytes)) {
      gzip.write(content);
    }
    return bytes.size();
  }

  private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
    var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    return "sha256-" + Base64.getEncoder().encodeToString(digest);
  }

  /// As servers do that compress once and keep the result.
  private static final class Smallest extends GZIPOutputStream {
    Smallest(ByteArrayOutputStream to) throws IOException {
      super(to);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }
}
