package dev.tagyard.proxy.eventlog.rocksdb;

import dev.tagyard.proxy.eventlog.CorruptRecord;
import dev.tagyard.proxy.eventlog.LogRefused;
import dev.tagyard.proxy.eventlog.MasterKey;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The data keys, kept wrapped by the operator's key. Any thread may ask for one; the writer puts
/// new ones on disk no later than the first record that they sealed.
final class KeyRing {
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;
  private static final String CIPHER = "AES/GCM/NoPadding";

  private final SecretKey wrapping;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<Integer, DataKey> keys = new ConcurrentHashMap<>();
  private final Map<Integer, DataKey> unwritten = new ConcurrentHashMap<>();
  private final Map<RecordClass, DataKey> current = new ConcurrentHashMap<>();
  private int lastSerial;

  KeyRing(MasterKey master, InstantSource clock) {
    this.wrapping = master.derive("wrap", "AES");
    this.clock = clock;
  }

  /// The key to seal with now. Its hour never goes back, even where the clock does.
  DataKey current(RecordClass recordClass) {
    var key = current.get(recordClass);
    var hour = TimeUnit.MILLISECONDS.toHours(clock.millis());
    return key != null && hour <= key.hour() ? key : next(recordClass, hour);
  }

  DataKey bySerial(int serial) {
    var key = keys.get(serial);
    if (key == null) {
      throw new CorruptRecord("data key " + serial + " is gone");
    }
    return key;
  }

  List<DataKey> all() {
    return List.copyOf(keys.values());
  }

  /// Keys that are not yet on disk, oldest first.
  List<DataKey> unwritten() {
    return unwritten.isEmpty()
        ? List.of()
        : unwritten.values().stream().sorted(Comparator.comparingInt(DataKey::serial)).toList();
  }

  void written(List<DataKey> written) {
    written.forEach(key -> unwritten.remove(key.serial()));
  }

  /// Also where the clock goes back into its hour it is not used again.
  synchronized void destroy(int serial) {
    var key = keys.remove(serial);
    unwritten.remove(serial);
    if (key != null) {
      current.remove(key.recordClass(), key);
    }
  }

  /// Takes over what lies on disk. Keys of this run that are not among it are to be written again.
  synchronized void load(Map<Integer, byte[]> wrapped) {
    wrapped.forEach((serial, bytes) -> keys.computeIfAbsent(serial, s -> unwrap(s, bytes)));
    keys.keySet().forEach(serial -> lastSerial = Math.max(lastSerial, serial));
    unwritten.clear();
    keys.forEach((serial, key) -> {
      if (!wrapped.containsKey(serial)) {
        unwritten.put(serial, key);
      }
    });
  }

  byte[] wrap(DataKey key) {
    var plain =
        ByteBuffer.allocate(9 + key.key().getEncoded().length)
            .put(key.recordClass().code())
            .putLong(key.hour())
            .put(key.key().getEncoded())
            .array();
    return sealDirectly(plain, key.serial());
  }

  /// Random nonces: few values are ever sealed by the wrapping key itself.
  byte[] sealDirectly(byte[] plain, int purpose) {
    var nonce = new byte[NONCE];
    random.nextBytes(nonce);
    try {
      var sealed = cipher(Cipher.ENCRYPT_MODE, nonce, purpose).doFinal(plain);
      return ByteBuffer.allocate(NONCE + sealed.length).put(nonce).put(sealed).array();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("AES-GCM failed to seal", impossible);
    }
  }

  byte[] unsealDirectly(byte[] sealed, int purpose) throws GeneralSecurityException {
    var nonce = Arrays.copyOf(sealed, NONCE);
    return cipher(Cipher.DECRYPT_MODE, nonce, purpose)
        .doFinal(sealed, NONCE, sealed.length - NONCE);
  }

  private synchronized DataKey next(RecordClass recordClass, long hour) {
    var key = current.get(recordClass);
    if (key != null && hour <= key.hour()) {
      return key;
    }
    var bytes = new byte[32];
    random.nextBytes(bytes);
    var next = new DataKey(++lastSerial, recordClass, hour, new SecretKeySpec(bytes, "AES"));
    unwritten.put(next.serial(), next);
    keys.put(next.serial(), next);
    current.put(recordClass, next);
    return next;
  }

  private DataKey unwrap(int serial, byte[] bytes) {
    try {
      var plain = ByteBuffer.wrap(unsealDirectly(bytes, serial));
      var recordClass = RecordClass.ofCode(plain.get());
      var hour = plain.getLong();
      var key = new byte[plain.remaining()];
      plain.get(key);
      return new DataKey(serial, recordClass, hour, new SecretKeySpec(key, "AES"));
    } catch (GeneralSecurityException | RuntimeException corrupt) {
      throw new LogRefused("data key " + serial + " of the log was changed on disk", corrupt);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, int purpose) throws GeneralSecurityException {
    var cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, wrapping, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(ByteBuffer.allocate(Integer.BYTES).putInt(purpose).array());
    return cipher;
  }
}
