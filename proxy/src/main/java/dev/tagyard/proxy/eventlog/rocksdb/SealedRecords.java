package dev.tagyard.proxy.eventlog.rocksdb;

import dev.tagyard.proxy.eventlog.CorruptRecord;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/// Compresses, then seals. A sealed record is: format (1 byte), serial of its data key (4), nonce
/// counter (8), length before compression (4, negative where compression did not help), then
/// AES-256-GCM of the rest with the header as associated data.
///
/// The 12-byte nonce is the counter after four zero bytes; see [DataKey] on why that never repeats.
final class SealedRecords {
  static final int HEADER = 17;
  private static final byte FORMAT = 1;
  private static final int SERIAL_AT = 1;
  private static final int TAG = 16;
  private static final int MAX_RECORD = 64 << 20;

  private final KeyRing keys;
  private final LZ4Compressor compressor = LZ4Factory.fastestInstance().fastCompressor();
  private final LZ4SafeDecompressor decompressor = LZ4Factory.fastestInstance().safeDecompressor();

  /// Ciphers and buffers to borrow: virtual threads seal too, so they cannot be thread-local.
  private final Deque<Workspace> free = new ConcurrentLinkedDeque<>();

  SealedRecords(KeyRing keys) {
    this.keys = keys;
  }

  /// The serial of the data key that sealed a record.
  static int serialOf(byte[] sealed) {
    return serialOf(sealed, 0);
  }

  /// How long a record is once it is unsealed: what it takes in memory goes by that, and not by how
  /// well it was compressed.
  ///
  /// @param from where it begins
  static int plainLengthOf(byte[] bytes, int from) {
    return Math.abs(ByteBuffer.wrap(bytes).getInt(from + HEADER - Integer.BYTES));
  }

  private static int serialOf(byte[] bytes, int from) {
    if (bytes.length - from < HEADER + TAG || bytes[from] != FORMAT) {
      throw new CorruptRecord("a record has no known header");
    }
    return ByteBuffer.wrap(bytes).getInt(from + SERIAL_AT);
  }

  byte[] seal(RecordClass recordClass, byte[] plain) {
    return seal(recordClass, plain, plain.length);
  }

  byte[] seal(RecordClass recordClass, byte[] plain, int length) {
    var key = keys.current(recordClass);
    var space = borrow();
    try {
      var packed = space.atLeast(compressor.maxCompressedLength(length));
      var size = compressor.compress(plain, 0, length, packed, 0, packed.length);
      var helped = size < length;
      var body = helped ? size : length;
      var sealed = new byte[HEADER + body + TAG];
      var nonce = key.nonces().incrementAndGet();
      ByteBuffer.wrap(sealed)
          .put(FORMAT)
          .putInt(key.serial())
          .putLong(nonce)
          .putInt(helped ? length : -length);
      space.init(Cipher.ENCRYPT_MODE, key, nonce);
      space.cipher.updateAAD(sealed, 0, HEADER);
      space.cipher.doFinal(helped ? packed : plain, 0, body, sealed, HEADER);
      return sealed;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("AES-GCM failed to seal", impossible);
    } finally {
      free.push(space);
    }
  }

  /// Throws [CorruptRecord] for anything that is not just what was sealed.
  byte[] unseal(byte[] sealed) {
    return unseal(sealed, 0);
  }

  /// @param bytes that end with the record
  /// @param from where it begins
  byte[] unseal(byte[] bytes, int from) {
    var key = keys.bySerial(serialOf(bytes, from));
    var header = ByteBuffer.wrap(bytes);
    var nonce = header.getLong(from + SERIAL_AT + Integer.BYTES);
    var length = header.getInt(from + HEADER - Integer.BYTES);
    var sealed = bytes.length - from - HEADER;
    var space = borrow();
    try {
      space.init(Cipher.DECRYPT_MODE, key, nonce);
      space.cipher.updateAAD(bytes, from, HEADER);
      var body = space.atLeast(sealed);
      var packed = space.cipher.doFinal(bytes, from + HEADER, sealed, body, 0);
      if (length <= 0) {
        return Arrays.copyOf(body, packed);
      }
      if (length > MAX_RECORD) {
        throw new CorruptRecord("a record claims " + length + " bytes");
      }
      var plain = new byte[length];
      var size = decompressor.decompress(body, 0, packed, plain, 0, length);
      if (size != length) {
        throw new CorruptRecord("a record claims " + length + " bytes and has " + size);
      }
      return plain;
    } catch (GeneralSecurityException | LZ4Exception corrupt) {
      throw new CorruptRecord("a record was changed after it was sealed", corrupt);
    } finally {
      free.push(space);
    }
  }

  private Workspace borrow() {
    var space = free.poll();
    return space == null ? new Workspace() : space;
  }

  private static final class Workspace {
    final Cipher cipher;
    private final byte[] nonce = new byte[12];
    private byte[] buffer = new byte[4096];

    Workspace() {
      try {
        cipher = Cipher.getInstance("AES/GCM/NoPadding");
      } catch (GeneralSecurityException missing) {
        throw new IllegalStateException("this Java runtime has no AES-GCM", missing);
      }
    }

    void init(int mode, DataKey key, long counter) throws GeneralSecurityException {
      ByteBuffer.wrap(nonce).putLong(Integer.BYTES, counter);
      cipher.init(mode, key.key(), new GCMParameterSpec(TAG * 8, nonce));
    }

    byte[] atLeast(int size) {
      if (buffer.length < size) {
        buffer = new byte[Integer.highestOneBit(size) * 2];
      }
      return buffer;
    }
  }
}
