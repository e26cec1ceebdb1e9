package dev.tagyard.proxy.plan;

import dev.tagyard.proxy.destination.DestinationType;
import dev.tagyard.proxy.destination.ga4.Ga4;
import dev.tagyard.proxy.destination.meta.Meta;
import dev.tagyard.proxy.destination.postback.Postback;
import dev.tagyard.proxy.scripted.ScriptedDestination;
import java.util.List;
import java.util.Optional;

/// All kinds of destination there are: one line each.
public final class Destinations {
  public static final List<DestinationType<?>> ALL = List.of(Meta.TYPE, Ga4.TYPE, Postback.TYPE, ScriptedDestination.TYPE);

  private Destinations() {}

  public static Optional<DestinationType<?>> named(String name) {
    for (var type : ALL) {
      if (type.name().equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
