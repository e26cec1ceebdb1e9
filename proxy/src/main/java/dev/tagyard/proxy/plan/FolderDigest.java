package dev.tagyard.proxy.plan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// Tells whether files of folders hold what they held before.
final class FolderDigest {
  private FolderDigest() {}

  static String of(List<Path> folders) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (var folder : folders) {
        add(folder, digest);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  private static void add(Path folder, MessageDigest digest) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (var below = Files.walk(folder)) {
      for (var file : below.filter(Files::isRegularFile).sorted().toList()) {
        digest.update((file + "\n" + Files.size(file) + "\n").getBytes(StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(file));
      }
    } catch (IOException changing) {
      digest.update("unreadable".getBytes(StandardCharsets.UTF_8));
    }
  }
}
