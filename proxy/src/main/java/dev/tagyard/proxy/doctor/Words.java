package dev.tagyard.proxy.doctor;

import dev.tagyard.proxy.destination.Outcome;

/// What an outcome means to a person, and what to do about it.
final class Words {
  private Words() {}

  static String of(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Delivered(var _) -> "The vendor took it.";
      case Outcome.Pending(var _, var after, var _) ->
          "The vendor has queued it and tells after " + after.toMinutes() + " minutes.";
      case Outcome.CredentialsRefused(var said) ->
          "The vendor refuses the credentials: "
              + said
              + "\nMake a new token or secret at the vendor's, and look at the ids in the"
              + " configuration.";
      case Outcome.Rejected(var said) ->
          "The vendor refuses this event: " + said + "\nIt would become a dead letter.";
      case Outcome.Split(var said) -> "The vendor refuses this event: " + said;
      case Outcome.Retry(var reason, var _) ->
          "Not now: " + reason + "\nIt would be tried again later.";
      case Outcome.NotSupported(var reason) ->
          "This destination has no way to take this event: "
              + reason
              + " (its docs page says what that means).";
      case Outcome.Expired(var reason) -> "The event is too old: " + reason + ".";
      case Outcome.Guarded(var what) ->
          "The outbound guard holds it back: " + what + ". It would become a dead letter.";
      case Outcome.Shadowed(var _) -> "Not sent: the destination's mode says so.";
      case Outcome.Tested() -> "The vendor's test mode took it.";
      case Outcome.Unknown(var reason) -> "Nobody knows whether it arrived: " + reason + ".";
    };
  }
}
