package dev.tagyard.proxy;

import dev.tagyard.proxy.standin.StandIn;
import dev.tagyard.proxy.standin.StandInRequest;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/// What one stand-in took: each event's id and how often it came, and whose transaction it was.
final class Arrivals {
  private static final Pattern TRANSACTION = Pattern.compile("\\bT(k[0-9]+)\\b");

  private final Map<String, Integer> times = new ConcurrentHashMap<>();
  private final AtomicLong repeats = new AtomicLong();
  private final Set<String> mismatched = ConcurrentHashMap.newKeySet();

  Arrivals(StandIn standIn) {
    standIn.onRequest(this::request);
  }

  private void request(StandInRequest request) {
    if (!request.taken()) {
      return;
    }
    var transactions = new HashSet<String>();
    var matcher = TRANSACTION.matcher(request.body() + " " + request.query());
    while (matcher.find()) {
      transactions.add(matcher.group(1));
    }
    for (var event : request.events()) {
      if (times.merge(event.id(), 1, Integer::sum) > 1) {
        repeats.incrementAndGet();
      }
      if (!transactions.remove(event.id())) {
        mismatched.add(event.id());
      }
    }
    // A transaction whose event has another id than when it was sent.
    mismatched.addAll(transactions);
  }

  Set<String> ids() {
    return times.keySet();
  }

  long repeats() {
    return repeats.get();
  }

  /// Events whose id is not the one that they were sent with.
  Set<String> mismatched() {
    return mismatched;
  }
}
