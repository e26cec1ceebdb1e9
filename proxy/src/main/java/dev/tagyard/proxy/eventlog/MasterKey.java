package dev.tagyard.proxy.eventlog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/// The operator's key. Nothing is sealed with it directly: it yields one key for each purpose.
public final class MasterKey {
  public static final int BYTES = 32;

  private final byte[] bytes;

  private MasterKey(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException(
          "the data key must be " + BYTES + " bytes, not " + bytes.length);
    }
    this.bytes = bytes.clone();
  }

  public static MasterKey of(byte[] bytes) {
    return new MasterKey(bytes);
  }

  /// Throws `IllegalArgumentException` with words that do not show the text.
  public static MasterKey ofBase64(String text) {
    try {
      return new MasterKey(Base64.getDecoder().decode(text.strip()));
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException("the data key must be 32 bytes in base64", wrong);
    }
  }

  public static MasterKey random(SecureRandom random) {
    var bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new MasterKey(bytes);
  }

  public String toBase64() {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /// A key for one purpose, by HKDF-SHA256.
  ///
  /// @param algorithm that the key is for, such as `AES`
  public SecretKey derive(String purpose, String algorithm) {
    try {
      var spec =
          HKDFParameterSpec.ofExtract()
              .addIKM(bytes)
              .thenExpand(("tagyard/" + purpose).getBytes(UTF_8), BYTES);
      return KDF.getInstance("HKDF-SHA256").deriveKey(algorithm, spec);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this Java runtime has no HKDF-SHA256", missing);
    }
  }

  @Override
  public String toString() {
    return "***";
  }
}
