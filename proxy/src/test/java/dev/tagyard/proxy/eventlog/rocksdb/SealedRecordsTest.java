package dev.tagyard.proxy.eventlog.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tagyard.proxy.eventlog.CorruptRecord;
import dev.tagyard.proxy.eventlog.LogRefused;
import dev.tagyard.proxy.eventlog.MasterKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SealedRecordsTest {
  private final ManualClock clock = new ManualClock(Records.NOON);
  private final KeyRing keys = new KeyRing(Records.KEY, clock);
  private final SealedRecords records = new SealedRecords(keys);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 100, 5_000, 300_000})
  void unseals_to_what_was_sealed(int size) {
    var random = new byte[size];
    new Random(size).nextBytes(random);
    var plain = "ada ".repeat(size).getBytes(UTF_8);

    assertThat(records.unseal(records.seal(RecordClass.JOURNAL, random))).isEqualTo(random);
    assertThat(records.unseal(records.seal(RecordClass.OUTBOX, plain))).isEqualTo(plain);
  }

  @Test
  void any_changed_bit_is_a_corrupt_record() {
    var sealed = records.seal(RecordClass.JOURNAL, "ada@example.org ".repeat(9).getBytes(UTF_8));

    for (var bit = 0; bit < sealed.length * 8; bit++) {
      var changed = sealed.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> records.unseal(changed))
          .as("bit %d", bit)
          .isInstanceOf(CorruptRecord.class);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void any_bytes_are_a_corrupt_record_and_nothing_worse(long seed) {
    records.seal(RecordClass.JOURNAL, new byte[10]);
    var random = new Random(seed);
    for (var n = 0; n < 1_000; n++) {
      var bytes = new byte[random.nextInt(80)];
      random.nextBytes(bytes);
      if (bytes.length > 5) {
        ByteBuffer.wrap(bytes).put((byte) 1).putInt(1);
      }
      assertThatThrownBy(() -> records.unseal(bytes)).isInstanceOf(CorruptRecord.class);
    }
  }

  @Test
  void no_nonce_repeats_under_a_key() {
    var seen = new HashSet<String>();
    for (var n = 0; n < 1_000; n++) {
      var sealed = ByteBuffer.wrap(records.seal(RecordClass.JOURNAL, new byte[1]));
      assertThat(seen.add(sealed.getInt(1) + "/" + sealed.getLong(5))).isTrue();
    }
  }

  @Test
  void a_run_opens_what_an_earlier_one_sealed_but_seals_with_keys_of_its_own() {
    var sealed = records.seal(RecordClass.JOURNAL, new byte[1]);
    var next = new KeyRing(Records.KEY, clock);
    next.load(wrapped(keys));
    var nextRecords = new SealedRecords(next);

    assertThat(nextRecords.unseal(sealed)).isEqualTo(new byte[1]);
    assertThat(SealedRecords.serialOf(nextRecords.seal(RecordClass.JOURNAL, new byte[1])))
        .isNotEqualTo(SealedRecords.serialOf(sealed));
  }

  @Test
  void classes_and_hours_have_keys_of_their_own() {
    var journal = keys.current(RecordClass.JOURNAL);

    assertThat(keys.current(RecordClass.JOURNAL)).isSameAs(journal);
    assertThat(keys.current(RecordClass.OUTBOX).serial()).isNotEqualTo(journal.serial());
    clock.advance(Duration.ofHours(1));
    assertThat(keys.current(RecordClass.JOURNAL).hour()).isEqualTo(journal.hour() + 1);
    var later = keys.current(RecordClass.JOURNAL);
    clock.advance(Duration.ofHours(-1));
    assertThat(keys.current(RecordClass.JOURNAL)).isSameAs(later);
  }

  @Test
  void a_destroyed_key_opens_nothing_and_is_not_used_again() {
    var sealed = records.seal(RecordClass.JOURNAL, new byte[1]);
    keys.destroy(SealedRecords.serialOf(sealed));

    assertThatThrownBy(() -> records.unseal(sealed))
        .isInstanceOf(CorruptRecord.class)
        .hasMessageContaining("gone");
    assertThat(SealedRecords.serialOf(records.seal(RecordClass.JOURNAL, new byte[1])))
        .isNotEqualTo(SealedRecords.serialOf(sealed));
  }

  @Test
  void keys_wrapped_by_another_master_key_are_refused() {
    records.seal(RecordClass.JOURNAL, new byte[1]);
    var bytes = new byte[MasterKey.BYTES];
    bytes[0] = 1;
    var other = new KeyRing(MasterKey.of(bytes), clock);

    assertThatThrownBy(() -> other.load(wrapped(keys))).isInstanceOf(LogRefused.class);
  }

  private static Map<Integer, byte[]> wrapped(KeyRing keys) {
    var wrapped = new HashMap<Integer, byte[]>();
    keys.all().forEach(key -> wrapped.put(key.serial(), keys.wrap(key)));
    return wrapped;
  }
}
