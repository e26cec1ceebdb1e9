package dev.tagyard.proxy.intake;

import dev.tagyard.consent.ConsentDecision;
import dev.tagyard.proxy.eventlog.JournalEntry;

/// Follows requests that carry the key of a preview; never blocks.
public interface Follower {
  Follower NONE =
      new Follower() {
        @Override
        public boolean follows() {
          return false;
        }

        @Override
        public boolean follows(String key) {
          return false;
        }

        @Override
        public void accepted(String key, JournalEntry entry) {}

        @Override
        public void withheld(String key, String eventName, ConsentDecision decision) {}

        @Override
        public void rejected(String key, String error) {}
      };

  /// Whether anybody looks at all.
  boolean follows();

  /// Whether anybody looks for this key.
  boolean follows(String key);

  /// Told before the event is on disk.
  void accepted(String key, JournalEntry entry);

  /// Nobody may have the event: nothing of it is kept.
  void withheld(String key, String eventName, ConsentDecision decision);

  /// Malformed.
  ///
  /// @param error quotes nothing that was sent but key names
  void rejected(String key, String error);
}
