package dev.tagyard.proxy.destination;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Deliveries made into requests, each within what a vendor takes at once.
public final class Batches {
  /// What one request carries.
  ///
  /// @param events rendered, with commas between them
  public record Load(List<Delivery> deliveries, String events) {
    public Load {
      deliveries = List.copyOf(deliveries);
    }
  }

  private Batches() {}

  /// @param render one event as JSON
  /// @param most events in a request
  /// @param room bytes of UTF-8 for the events and the commas between them
  public static List<Load> of(
      List<Delivery> batch, Function<Delivery, String> render, int most, int room) {
    return of(batch, render, most, room, ",");
  }

  /// @param separator between two events
  public static List<Load> of(
      List<Delivery> batch,
      Function<Delivery, String> render,
      int most,
      int room,
      String separator) {
    var loads = new ArrayList<Load>();
    var deliveries = new ArrayList<Delivery>();
    var events = new ArrayList<String>();
    var used = 0;
    for (var delivery : batch) {
      var event = render.apply(delivery);
      var size = bytes(event) + separator.length();
      if (!events.isEmpty() && (events.size() == most || used + size > room)) {
        loads.add(new Load(deliveries, String.join(separator, events)));
        deliveries.clear();
        events.clear();
        used = 0;
      }
      deliveries.add(delivery);
      events.add(event);
      used += size;
    }
    if (!events.isEmpty()) {
      loads.add(new Load(deliveries, String.join(separator, events)));
    }
    return loads;
  }

  /// Bytes of a text as UTF-8.
  public static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
