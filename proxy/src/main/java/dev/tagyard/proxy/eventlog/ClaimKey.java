package dev.tagyard.proxy.eventlog;

/// What a claim is made on: an event id or a transaction id under a common event name.
///
/// @param kind `event` or `transaction`
public record ClaimKey(String kind, String eventName, String id) {
  public static ClaimKey ofEvent(String eventName, String eventId) {
    return new ClaimKey("event", eventName, eventId);
  }

  public static ClaimKey ofTransaction(String eventName, String transactionId) {
    return new ClaimKey("transaction", eventName, transactionId);
  }
}
