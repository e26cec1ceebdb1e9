package dev.tagyard.proxy.eventlog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Event ids for copies that may not have the event's own: the same for a position each time, of
/// another log never the same, and they tell nothing.
///
/// @param salt random, made for a log and kept with it
public record CopyIds(SecretKeySpec salt) {
  public static final int SALT_BYTES = 32;

  private static final String HMAC = "HmacSHA256";

  /// Of what is in no log.
  public static final CopyIds REHEARSED = of("rehearsal".getBytes(UTF_8));

  public static CopyIds of(byte[] salt) {
    return new CopyIds(new SecretKeySpec(salt, HMAC));
  }

  public String of(Position position) {
    try {
      var mac = Mac.getInstance(HMAC);
      mac.init(salt);
      var hash = ByteBuffer.wrap(mac.doFinal(("position " + position.value()).getBytes(UTF_8)));
      // As UUIDs of a vendor's own making are marked: version 8.
      var high = (hash.getLong() & ~0xF000L) | 0x8000L;
      var low = (hash.getLong() & ~(3L << 62)) | (1L << 63);
      return new UUID(high, low).toString();
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this Java runtime has no " + HMAC, missing);
    }
  }
}
