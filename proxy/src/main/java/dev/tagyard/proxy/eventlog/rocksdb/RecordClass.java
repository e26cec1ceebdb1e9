package dev.tagyard.proxy.eventlog.rocksdb;

import dev.tagyard.proxy.eventlog.CorruptRecord;

/// Records that end at the same time share data keys.
enum RecordClass {
  /// Journal and facts.
  JOURNAL(1),
  OUTBOX(2),
  DEAD_LETTER(3),
  /// Visitors' last decisions and withdrawals.
  CONSENT(4);

  private final byte code;

  RecordClass(int code) {
    this.code = (byte) code;
  }

  /// As it stands on disk.
  byte code() {
    return code;
  }

  static RecordClass ofCode(byte code) {
    for (var each : values()) {
      if (each.code == code) {
        return each;
      }
    }
    throw new CorruptRecord("there is no class of records " + code);
  }
}
