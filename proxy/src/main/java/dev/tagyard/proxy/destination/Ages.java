package dev.tagyard.proxy.destination;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How old an event may be for a vendor.
public final class Ages {
  private Ages() {}

  /// The end of a delivery whose event is too old.
  ///
  /// @param most at which it is too old already
  public static Optional<Outcome> expired(Delivery delivery, Duration most, Instant now) {
    return delivery.event().time().isAfter(now.minus(most))
        ? Optional.empty()
        : Optional.of(new Outcome.Expired(older(most)));
  }

  /// The reason for an event beyond an age, such as `older_than_7_days`.
  static String older(Duration age) {
    return age.toHours() % 24 == 0
        ? "older_than_" + age.toDays() + "_days"
        : "older_than_" + age.toHours() + "_hours";
  }
}
