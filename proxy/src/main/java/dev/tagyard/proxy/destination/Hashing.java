package dev.tagyard.proxy.destination;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/// SHA-256 as vendors want it: lower-case hex of the normalised text in UTF-8, never twice, and
/// never of nothing.
public final class Hashing {
  /// Already hashed: what most vendors recognise.
  public static final Pattern SHA_256 = Pattern.compile("[0-9a-fA-F]{64}");

  /// Already hashed, as Meta recognises it: MD5 too, and the mark that Meta's own parameter builder
  /// appends to the hashes it makes.
  public static final Pattern META =
      Pattern.compile("([0-9a-fA-F]{64}|[0-9a-fA-F]{32})(\\.[A-Za-z0-9]{2,8})?");

  private static final int SHORTEST_HASH = 32;

  /// Copied for each digest: looking for the algorithm takes longer than a digest does.
  private static final MessageDigest NEW = newDigest();

  private static final String OF_NOTHING = sha256("");

  private Hashing() {}

  public static String sha256(String text) {
    return HexFormat.of().formatHex(digest(text));
  }

  /// The digest itself, for ids that are derived from another.
  public static byte[] digest(String text) {
    try {
      return ((MessageDigest) NEW.clone()).digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (CloneNotSupportedException elsewhere) {
      return newDigest().digest(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Normalises, then hashes. A value that is hashed already passes through, its hex in lower case.
  ///
  /// @param already what counts as hashed
  /// @return empty when nothing is left to hash
  public static Optional<String> hash(
      String raw, Pattern already, Function<String, Optional<String>> normalize) {
    var given = Normalize.trim(raw);
    return given.length() >= SHORTEST_HASH && already.matcher(given).matches()
        ? Optional.of(lowerHex(given)).filter(hash -> !hash.startsWith(OF_NOTHING))
        : normalize.apply(given).filter(text -> !text.isEmpty()).map(Hashing::sha256);
  }

  private static String lowerHex(String hash) {
    var mark = hash.indexOf('.');
    return mark < 0
        ? hash.toLowerCase(Locale.ROOT)
        : hash.substring(0, mark).toLowerCase(Locale.ROOT) + hash.substring(mark);
  }
}
