package dev.tagyard.proxy.destination;

import java.util.List;

/// One request to a vendor and the deliveries that it carries, in the order of its body.
public record Call(List<Delivery> deliveries, HttpCall http) {
  public Call {
    deliveries = List.copyOf(deliveries);
  }
}
