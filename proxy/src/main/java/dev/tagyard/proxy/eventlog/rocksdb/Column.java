package dev.tagyard.proxy.eventlog.rocksdb;

/// The column families. What stands in their keys and values is told in [Layout].
enum Column {
  META("default", false),
  KEYS("keys", false),
  JOURNAL("journal", true),
  CLAIMS("claims", false),
  OUTBOX("outbox", true),
  DEAD_LETTERS("deadletters", true),
  FACTS("facts", true),
  INDEX("index", false),
  /// See [ConsentLayout].
  CONSENTS("consents", true);

  private final String label;
  private final boolean sealed;

  Column(String label, boolean sealed) {
    this.label = label;
    this.sealed = sealed;
  }

  String label() {
    return label;
  }

  /// Whether its values are sealed; those of the others hold nothing of an event.
  boolean sealed() {
    return sealed;
  }
}
