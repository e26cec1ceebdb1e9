package dev.tagyard.proxy.fuzz;

import dev.tagyard.proxy.standin.StandIn;
import java.util.BitSet;
import java.util.List;

/// Visitors who mean well, amid all that: each sends one purchase. Which were accepted, and which
/// arrived at each vendor.
final class Neighbours {
  private static final String PREFIX = "neighbour-";

  private final BitSet accepted = new BitSet();
  private final List<BitSet> arrived;

  Neighbours(List<StandIn> vendors) {
    arrived = vendors.stream().map(vendor -> new BitSet()).toList();
    for (var i = 0; i < vendors.size(); i++) {
      var seen = arrived.get(i);
      vendors
          .get(i)
          .onRequest(request -> {
            if (request.taken()) {
              request.events().forEach(event -> note(seen, event.id()));
            }
          });
    }
  }

  /// @param headers each with its line's end
  static byte[] request(int number, String... headers) {
    var visitor = number % Requests.VISITORS;
    return Requests.post(
        "/e",
        """
        {"event_name": "purchase", "event_id": "%1$s%2$d",
         "page": {"url": "https://www.example.com/thanks"},
         "user": {"client_id": "5%3$03d.1763000000"},
         "params": {"value": 5, "currency": "EUR", "transaction_id": "T%2$d"},
         "consent": {"categories": {"marketing": true, "statistics": true}}}\
        """
            .formatted(PREFIX, number, visitor),
        Requests.cookie(visitor),
        String.join("", headers));
  }

  void accepted(int number) {
    synchronized (accepted) {
      accepted.set(number);
    }
  }

  int count() {
    synchronized (accepted) {
      return accepted.cardinality();
    }
  }

  /// Accepted ones that a vendor has not got, over all vendors.
  int missing() {
    var missing = 0;
    for (var seen : arrived) {
      BitSet rest;
      synchronized (accepted) {
        rest = (BitSet) accepted.clone();
      }
      synchronized (seen) {
        rest.andNot(seen);
      }
      missing += rest.cardinality();
    }
    return missing;
  }

  private static void note(BitSet seen, String id) {
    if (id.startsWith(PREFIX)) {
      synchronized (seen) {
        seen.set(Integer.parseInt(id.substring(PREFIX.length())));
      }
    }
  }
}
