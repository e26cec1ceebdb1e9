package dev.tagyard.proxy.eventlog.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tagyard.proxy.eventlog.ClaimKey;
import dev.tagyard.proxy.eventlog.MasterKey;
import dev.tagyard.proxy.eventlog.VisitorKey;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/// Ids as they stand in keys on disk: the first 16 bytes of a keyed hash, never readable.
final class Ids {
  static final int BYTES = 16;

  private final SecretKey key;
  private final Deque<Mac> free = new ConcurrentLinkedDeque<>();

  Ids(MasterKey master) {
    this.key = master.derive("ids", "HmacSHA256");
  }

  byte[] ofEvent(String eventId) {
    return hash("event id\0" + eventId);
  }

  byte[] ofClaim(ClaimKey claim) {
    var name = claim.eventName();
    return hash(claim.kind() + '\0' + name.length() + '\0' + name + claim.id());
  }

  byte[] ofVisitor(VisitorKey key) {
    return hash("visitor\0" + key.kind() + '\0' + key.id());
  }

  private byte[] hash(String text) {
    var mac = free.poll();
    if (mac == null) {
      mac = create();
    }
    var hash = mac.doFinal(text.getBytes(UTF_8));
    free.push(mac);
    return Arrays.copyOf(hash, BYTES);
  }

  private Mac create() {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this Java runtime has no HMAC-SHA256", missing);
    }
  }
}
