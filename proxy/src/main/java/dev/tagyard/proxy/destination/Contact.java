package dev.tagyard.proxy.destination;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.rules.event.Event;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/// How whole events show who it was, where no vendor says how: webhook, file.
public enum Contact {
  /// As it came in.
  CLEAR,
  /// Normalised and hashed: `user.email` becomes `user.sha256_email`.
  HASHED,
  /// Left out.
  NONE;

  /// Fields of `user` that name a person, each with its spelling before it is hashed; in an order
  /// that stays, for an event is to give the same text after a restart too.
  private static final Map<String, Function<String, Optional<String>>> NAMING =
      new TreeMap<>(
          Map.of(
              "email", Normalize::email,
              "phone", Normalize::phoneE164,
              "first_name", Normalize::nameJoined,
              "last_name", Normalize::nameJoined,
              "street", Normalize::street));

  /// The row of a field table that holds the whole event.
  public Field field(String name) {
    return new Field(
        name,
        "the event",
        "whole; contact data " + name().toLowerCase(Locale.ROOT),
        delivery -> Optional.of(show(delivery.event())));
  }

  /// As [Destination#plainFields]: all, where whole events are to go in the clear.
  public Set<String> plainFields() {
    return this == CLEAR ? Set.of("*") : Set.of();
  }

  /// The whole event, as JSON that the caller may change.
  public ObjectNode show(Event event) {
    var tree = event.copy();
    if (this == CLEAR || !(tree.path("user") instanceof ObjectNode user)) {
      return tree;
    }
    NAMING.forEach((key, normalize) -> {
      var given = event.text("user." + key);
      user.remove(key);
      if (this == HASHED) {
        given
            .flatMap(raw -> Hashing.hash(raw, Hashing.SHA_256, normalize))
            .ifPresent(hash -> user.put("sha256_" + key, hash));
      }
    });
    return tree;
  }
}
