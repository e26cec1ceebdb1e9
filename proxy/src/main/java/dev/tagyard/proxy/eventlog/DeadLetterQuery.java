package dev.tagyard.proxy.eventlog;

import java.time.Instant;
import java.util.Optional;

/// Which dead letters are meant: those that every given part fits.
///
/// @param reason as a letter has it, or its term
/// @param event id or name of the event
/// @param said text within the vendor's words
/// @param since of the letters, inclusive
/// @param until exclusive
/// @param before id of a letter: only those that come after it in a list, newest first
public record DeadLetterQuery(
    Optional<String> destination,
    Optional<String> reason,
    Optional<String> event,
    Optional<String> said,
    Optional<Instant> since,
    Optional<Instant> until,
    Optional<String> before,
    int limit) {
  public static DeadLetterQuery all(int limit) {
    return new DeadLetterQuery(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        limit);
  }

  /// The next ones after a letter.
  public DeadLetterQuery after(DeadLetter letter) {
    return new DeadLetterQuery(
        destination, reason, event, said, since, until, Optional.of(letter.id()), limit);
  }

  public DeadLetterQuery limited(int most) {
    return new DeadLetterQuery(destination, reason, event, said, since, until, before, most);
  }

  /// Whether nothing narrows it but its limit.
  public boolean isAll() {
    return destination.isEmpty()
        && reason.isEmpty()
        && event.isEmpty()
        && said.isEmpty()
        && since.isEmpty()
        && until.isEmpty();
  }

  /// Whether a letter fits; its place in the list aside.
  public boolean fits(DeadLetter letter) {
    var of = letter.entry().event();
    return destination.filter(name -> !name.equals(letter.entry().destination())).isEmpty()
        && reason
            .filter(why -> !why.equals(letter.reason()) && !why.equals(letter.term().label()))
            .isEmpty()
        && event.filter(one -> !one.equals(of.id()) && !one.equals(of.name())).isEmpty()
        && said.filter(words -> !letter.vendorSaid().contains(words)).isEmpty()
        && since.filter(from -> letter.at().isBefore(from)).isEmpty()
        && until.filter(to -> !letter.at().isBefore(to)).isEmpty();
  }
}
