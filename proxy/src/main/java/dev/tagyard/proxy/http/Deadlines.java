package dev.tagyard.proxy.http;

import io.vertx.core.http.HttpConnection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// Ends connections that never say anything and requests that do not get on. One for each event
/// loop, and touched on it alone; it holds as much as there are open connections.
final class Deadlines {
  private final LongSupplier allowedMillis;
  private final Map<Object, Waiting> waiting = new LinkedHashMap<>();

  private record Waiting(HttpConnection connection, long until) {}

  Deadlines(LongSupplier allowedMillis) {
    this.allowedMillis = allowedMillis;
  }

  /// @param what a connection without a request, or a request without its end
  void begin(Object what, HttpConnection connection, long nowMillis) {
    // Out first: it has to stand behind all that began before.
    waiting.remove(what);
    waiting.put(what, new Waiting(connection, nowMillis + allowedMillis.getAsLong()));
  }

  void end(Object what) {
    waiting.remove(what);
  }

  /// Takes out what is overdue. They stand in the order of their deadlines; where the time allowed
  /// was cut, the last ones by the longer time go first.
  ///
  /// @return to be closed
  List<HttpConnection> overdue(long nowMillis) {
    var overdue = new ArrayList<HttpConnection>();
    var oldest = waiting.values().iterator();
    while (oldest.hasNext()) {
      var next = oldest.next();
      if (next.until > nowMillis) {
        break;
      }
      oldest.remove();
      overdue.add(next.connection);
    }
    return overdue;
  }

  int size() {
    return waiting.size();
  }
}
