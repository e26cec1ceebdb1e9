package dev.tagyard.proxy.destination.datamanager;

import dev.tagyard.proxy.destination.Delivery;

/// Where a delivery stands with Google between two attempts: what its handle tells.
sealed interface Standing {
  /// To be sent.
  record Unsent() implements Standing {}

  /// In Google's queue.
  ///
  /// @param events that the request had; 0 where that is not known
  record Queued(String requestId, int events) implements Standing {
    String handle() {
      return events + " " + requestId;
    }
  }

  /// To be sent again, with the others of this part of a request of which Google took some.
  record Again(String part) implements Standing {
    /// @param half 0 or 1
    static Again half(String requestId, int half) {
      return new Again(requestId + "/" + half);
    }

    String handle() {
      return AGAIN + part;
    }
  }

  String AGAIN = "again ";

  static Standing of(Delivery delivery) {
    var handle = delivery.handle();
    if (handle.isEmpty()) {
      return new Unsent();
    }
    if (handle.startsWith(AGAIN)) {
      return new Again(handle.substring(AGAIN.length()));
    }
    var space = handle.indexOf(' ');
    return space > 0
        ? new Queued(handle.substring(space + 1), Integer.parseInt(handle.substring(0, space)))
        : new Queued(handle, 0);
  }
}
