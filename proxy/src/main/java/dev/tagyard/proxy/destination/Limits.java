package dev.tagyard.proxy.destination;

import java.time.Duration;

/// What a vendor takes at once, and for how long an event stays of use to it.
///
/// @param events per request
/// @param bytes of body per request
/// @param maxAge from event time to the last attempt; later the delivery is expired
/// @param linger how long an incomplete batch may wait for company; zero where batches do not pay
/// @param timeout of one call
/// @param repeatSafe whether an attempt with unknown end may be repeated
/// @param deduplication by what the vendor itself knows a second copy
public record Limits(
    int events,
    int bytes,
    Duration maxAge,
    Duration linger,
    Duration timeout,
    boolean repeatSafe,
    Deduplication deduplication) {
  /// By what a vendor knows that two events, of other times and contents, are one.
  public enum Deduplication {
    NONE,
    BY_EVENT_ID,
    /// By the transaction id, which stands in for the event id where there is none.
    BY_TRANSACTION_ID
  }
}
