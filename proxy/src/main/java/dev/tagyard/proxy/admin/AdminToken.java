package dev.tagyard.proxy.admin;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tagyard.proxy.eventlog.WholeFile;
import dev.tagyard.rules.yaml.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/// The bearer token of the API: configured, or made at first start and kept in `data.dir`.
///
/// @param made just now: to be kept once the server runs, and shown this once
public record AdminToken(String value, boolean made) {
  public static final String FILE = "admin.token";

  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  public static AdminToken of(Optional<Secret> configured, Path dataDir, SecureRandom random) {
    if (configured.isPresent()) {
      return new AdminToken(configured.get().reveal(), false);
    }
    var file = dataDir.resolve(FILE);
    try {
      // An empty file, as a full disk may leave it, is no token that anybody could have.
      var kept = Files.exists(file) ? Files.readString(file).strip() : "";
      if (!kept.isEmpty()) {
        return new AdminToken(kept, false);
      }
      var bytes = new byte[24];
      random.nextBytes(bytes);
      var token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
      return new AdminToken(token, true);
    } catch (IOException unreadable) {
      throw new UncheckedIOException("cannot read the admin token " + file, unreadable);
    }
  }

  /// Keeps a token that was made: from now on it is the one.
  public void keep(Path dataDir) {
    if (!made) {
      return;
    }
    var file = dataDir.resolve(FILE);
    try {
      Files.createDirectories(dataDir);
      WholeFile.write(file, (value + "\n").getBytes(US_ASCII), OWNER_ONLY);
    } catch (IOException unwritable) {
      throw new UncheckedIOException("cannot keep the admin token in " + file, unwritable);
    }
  }

  @Override
  public String toString() {
    return "AdminToken[***]";
  }
}
