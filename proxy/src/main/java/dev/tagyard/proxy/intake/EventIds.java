package dev.tagyard.proxy.intake;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Makes event ids for events that came without one.
public final class EventIds {
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;
  private final RandomGenerator chance;

  /// @param key so that nobody can tell the idempotency key from the id
  public EventIds(byte[] key, RandomGenerator chance) {
    this.key = new SecretKeySpec(key, ALGORITHM);
    this.chance = chance;
  }

  public String random() {
    return uuid(chance.nextLong(), chance.nextLong());
  }

  /// The same id for a resend of the same thing, where the protocol has a key for that and
  /// identifiers may be kept; else a random one.
  public String of(String source, Optional<String> idempotencyKey, boolean mayKeepIdentifiers) {
    return idempotencyKey
        .filter(_ -> mayKeepIdentifiers)
        .map(resend -> derived(source + "\n" + resend))
        .orElseGet(this::random);
  }

  private String derived(String text) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      var digest = ByteBuffer.wrap(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
      return uuid(digest.getLong(), digest.getLong());
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, missing);
    }
  }

  private static String uuid(long high, long low) {
    return new UUID(
            (high & 0xffff_ffff_ffff_0fffL) | 0x4000L,
            (low & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L)
        .toString();
  }
}
