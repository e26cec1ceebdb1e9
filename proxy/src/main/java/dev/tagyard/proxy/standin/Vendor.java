package dev.tagyard.proxy.standin;

import dev.tagyard.proxy.standin.StandInRequest.EventSeen;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A vendor's rules: what it thinks of a request, and what it answers. Pure.
sealed interface Vendor permits MetaVendor, Ga4Vendor, PartnerVendor, TableVendor, TokenVendor {
  String name();

  Verdict judge(Incoming request);

  /// @param query as it came, without the question mark
  /// @param headers by name in lower case
  record Incoming(
      String method,
      String path,
      String query,
      Map<String, String> headers,
      String body,
      Instant at) {}

  /// @param status of the answer; a 2xx takes the events
  record Verdict(
      List<String> violations,
      List<EventSeen> events,
      int status,
      String contentType,
      String body) {}
}
