package dev.tagyard.proxy.eventlog;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Set;

/// The data key that lies in `data.dir` where the operator gave none.
///
/// @param line for the start-up log: what it means that the key lies there
public record KeyFile(MasterKey key, String line) {
  public static final String NAME = "privacy.key";

  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  /// Reads the key, or makes one, readable by the owner alone. Throws [LogRefused] where the file
  /// is no key, or where others may read it.
  public static KeyFile in(Path dataDir, SecureRandom random) {
    var file = dataDir.resolve(NAME);
    try {
      if (Files.exists(file)) {
        return new KeyFile(read(file), sealed(file));
      }
      var key = MasterKey.random(random);
      Files.createDirectories(dataDir);
      WholeFile.write(file, (key.toBase64() + "\n").getBytes(US_ASCII), permissions(file));
      return new KeyFile(key, meaning(file, "will be sealed with a new key, made in"));
    } catch (IOException unreadable) {
      throw new UncheckedIOException("cannot read or make the data key " + file, unreadable);
    }
  }

  /// Reads the key of a log that there is. Throws [LogRefused] where there is none too: what was
  /// sealed with it cannot be read with another, so nothing is made.
  public static KeyFile existing(Path dataDir) {
    var file = dataDir.resolve(NAME);
    if (!Files.exists(file)) {
      throw new LogRefused(
          file
              + " is not there, the key that the event log is sealed with: set privacy.key, or put"
              + " the file back");
    }
    try {
      return new KeyFile(read(file), sealed(file));
    } catch (IOException unreadable) {
      throw new UncheckedIOException("cannot read the data key " + file, unreadable);
    }
  }

  private static String sealed(Path file) {
    return meaning(file, "is sealed with the key in");
  }

  private static String meaning(Path file, String how) {
    return "privacy.key is not set: what is written "
        + how
        + " "
        + file
        + ". Whoever copies that folder can read it all; whoever loses that file loses it all."
        + " Set privacy.key to keep the key apart from the data.";
  }

  private static MasterKey read(Path file) throws IOException {
    if (WholeFile.isPosix(file) && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
      throw new LogRefused(file + " can be read by others than its owner: chmod 600 " + file);
    }
    try {
      return MasterKey.ofBase64(Files.readString(file, US_ASCII));
    } catch (IllegalArgumentException | IOException noKey) {
      throw new LogRefused(file + " does not hold a data key: 32 bytes in base64", noKey);
    }
  }

  private static FileAttribute<?>[] permissions(Path file) {
    return WholeFile.isPosix(file)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
        : new FileAttribute<?>[0];
  }
}
