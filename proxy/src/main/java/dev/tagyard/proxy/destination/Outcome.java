package dev.tagyard.proxy.destination;

import java.time.Duration;

/// What became of one attempt at a delivery, or of the look at it before any attempt.
public sealed interface Outcome {
  /// @param vendorSaid what it had to say all the same; empty for nothing
  record Delivered(String vendorSaid) implements Outcome {
    public Delivered() {
      this("");
    }
  }

  /// @param leastWait what the vendor asked for; zero when it asked for nothing
  record Retry(String reason, Duration leastWait) implements Outcome {}

  /// The vendor refuses this event for good.
  record Rejected(String vendorSaid) implements Outcome {}

  /// The batch was refused without a word which event is at fault: send its halves.
  record Split(String vendorSaid) implements Outcome {}

  /// The vendor has queued it and tells later.
  ///
  /// @param handle the delivery has it at its next attempt
  /// @param vendorSaid up to now; empty for nothing
  record Pending(String handle, Duration checkAfter, String vendorSaid) implements Outcome {
    public Pending(String handle, Duration checkAfter) {
      this(handle, checkAfter, "");
    }
  }

  /// The vendor has no way to take this event; nothing was sent.
  record NotSupported(String reason) implements Outcome {}

  /// Older than the vendor takes.
  record Expired(String reason) implements Outcome {}

  /// The token or key is refused: the destination pauses and keeps everything.
  record CredentialsRefused(String vendorSaid) implements Outcome {}

  /// The request may or may not have arrived, and repeating it could count twice.
  record Unknown(String reason) implements Outcome {}

  /// Held back before it left: the request would have told what it may not.
  ///
  /// @param what its kind and place, never its value
  record Guarded(String what) implements Outcome {}

  /// Rendered and looked at, and not sent: the destination's mode says so.
  record Shadowed(String reason) implements Outcome {}

  /// The vendor's test mode took it.
  record Tested() implements Outcome {}
}
