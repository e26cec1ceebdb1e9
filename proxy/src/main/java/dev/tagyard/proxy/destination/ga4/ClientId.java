package dev.tagyard.proxy.destination.ga4;

import dev.tagyard.proxy.destination.Hashing;
import dev.tagyard.rules.event.Event;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;

/// The id without which Google Analytics drops an event without a word.
final class ClientId {
  /// What the `_ga` cookie holds: version and depth, then the client id.
  private static final Pattern COOKIE = Pattern.compile("GA\\d\\.[\\d-]+\\.(\\d+\\.\\d+)");

  private ClientId() {}

  /// The tag's own id where one is known; else two numbers made from the visitor's id, so that a
  /// visitor stays one; else from the event's id, so that a repeat stays one.
  static String of(Event event) {
    return event
        .text("user.client_id")
        .or(() -> event.text("ids.ga"))
        .filter(id -> !id.isBlank())
        .map(ClientId::bare)
        .or(() -> event.text("visitor.id").map(ClientId::derived))
        .orElseGet(() -> derived(event.id()));
  }

  private static String bare(String id) {
    var cookie = COOKIE.matcher(id);
    return cookie.matches() ? cookie.group(1) : id;
  }

  private static String derived(String id) {
    var bytes = ByteBuffer.wrap(Hashing.digest("ga4 client id of " + id));
    return Integer.toUnsignedString(bytes.getInt())
        + "."
        + Integer.toUnsignedString(bytes.getInt());
  }
}
