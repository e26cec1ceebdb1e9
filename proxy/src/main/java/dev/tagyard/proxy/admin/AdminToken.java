package dev.tagyard.proxy.admin;

import dev.tagyard.rules.yaml.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/// The bearer token of the API: configured, or made at first start and kept in `data.dir`.
///
/// @param made just now: to be shown this once
public record AdminToken(String value, boolean made) {
  public static final String FILE = "admin.token";

  public static AdminToken of(Optional<Secret> configured, Path dataDir, SecureRandom random) {
    if (configured.isPresent()) {
      return new AdminToken(configured.get().reveal(), false);
    }
    var file = dataDir.resolve(FILE);
    try {
      if (Files.exists(file)) {
        return new AdminToken(Files.readString(file).strip(), false);
      }
      var bytes = new byte[24];
      random.nextBytes(bytes);
      var token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
      Files.createDirectories(dataDir);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, token + "\n");
      return new AdminToken(token, true);
    } catch (IOException unwritable) {
      throw new UncheckedIOException("cannot read or make the admin token " + file, unwritable);
    }
  }

  @Override
  public String toString() {
    return "AdminToken[***]";
  }
}
