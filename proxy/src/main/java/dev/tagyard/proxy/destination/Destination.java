package dev.tagyard.proxy.destination;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One configured receiver. Pure: computes requests and reads replies, the sender talks.
public interface Destination {
  Limits limits();

  /// The same as configured under this name.
  default Destination named(String name) {
    return this;
  }

  /// The vendor's name for what this destination feeds, such as a measurement id, where hits of the
  /// vendor's own tag say which one they are meant for.
  default Optional<String> streamId() {
    return Optional.empty();
  }

  /// Names of fields, parameters and headers of its requests that may hold an e-mail address or a
  /// phone number in plain; `*` for all, where the vendor is to have the event as it is. Any other
  /// such request is held back as a leak.
  default Set<String> plainFields() {
    return Set.of();
  }

  /// Whether a good answer means that the vendor took the events; Google Analytics answers the same
  /// whatever it thinks of them.
  default boolean tellsAcceptance() {
    return true;
  }

  /// Deliveries with equal keys may share a request.
  default Object batchKey(Delivery delivery) {
    return "";
  }

  /// Settles a delivery that no call can help: not supported, expired. Asked before each attempt.
  Optional<Outcome> screen(Delivery delivery, Instant now);

  /// Renders requests. The same deliveries give the same bodies at each attempt.
  ///
  /// @param batch of one batch key, within [#limits], none settled by [#screen]
  List<Call> prepare(List<Delivery> batch, Credentials credentials);

  /// How to come by an access token that expires; empty where the configuration holds all that
  /// calls need. The token stands in the credentials of [#prepare] as [TokenGrant#TOKEN].
  default Optional<TokenGrant> tokenGrant() {
    return Optional.empty();
  }

  /// Puts in what is new at each attempt, such as a signature of its time, just before a call
  /// leaves.
  default HttpCall sign(HttpCall call, Credentials credentials, Instant now) {
    return call;
  }

  /// A request by which the vendor tells whether it takes what is configured here; empty where it
  /// has no such thing, or not as things are configured.
  default Optional<Rehearsal> rehearse(Delivery sample, Credentials credentials) {
    return Optional.empty();
  }

  /// Reads an answer: one outcome for each delivery of the call.
  Map<Delivery, Outcome> interpret(Call call, HttpReply reply);

  /// What was wrong with the destination's own reading of an answer, which then went by its status
  /// alone; for the log, without a word of the event. Asked after [#interpret].
  default Optional<String> complaint(Call call, HttpReply reply) {
    return Optional.empty();
  }

  /// How many events an answer finds fault with, by the vendor's own reason, where that is told in
  /// numbers; for a metric.
  ///
  /// @return by names out of a fixed list
  default Map<String, Integer> faults(Call call, HttpReply reply) {
    return Map.of();
  }
}
