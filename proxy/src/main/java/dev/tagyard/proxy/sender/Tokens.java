package dev.tagyard.proxy.sender;

import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.destination.TokenGrant;
import dev.tagyard.proxy.destination.TokenGrant.Answer;
import dev.tagyard.proxy.plan.PlannedDestination;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The access token of one destination as configured: fetched when it is needed, kept until shortly
/// before its end. One caller asks while the others wait for the same answer, good or bad.
final class Tokens {
  /// A token that ends sooner is not used any more: a call takes time too.
  private static final Duration MARGIN = Duration.ofSeconds(60);

  private static final String RENEWAL = "refresh_token";

  private final Outgoing outgoing;
  private final PlannedDestination planned;
  private Optional<Answer.Granted> held = Optional.empty();

  /// What the last fetch failed with.
  private Optional<Failed> failed = Optional.empty();

  /// Whether the refresh token that the vendor gave last was refused: the one configured may be
  /// better.
  private boolean renewalRefused;

  Tokens(Outgoing outgoing, PlannedDestination planned) {
    this.outgoing = outgoing;
    this.planned = planned;
  }

  private record Failed(Found found, long atNanos) {}

  /// What a destination's calls are made with.
  sealed interface Found {
    record Ready(Credentials credentials) implements Found {}

    /// What each delivery that needed the token ends with.
    record Missing(Outcome outcome) implements Found {}
  }

  Found find() {
    return find("", System.nanoTime());
  }

  /// In place of one that the vendor refused before its time.
  Found renew(String refused) {
    return find(refused, System.nanoTime());
  }

  /// @param since when the caller began to wait: who waited while a fetch failed takes its answer
  private synchronized Found find(String refused, long since) {
    var grant = planned.destination().tokenGrant();
    if (grant.isEmpty()) {
      return new Found.Ready(planned.credentials());
    }
    held = held.filter(token -> !token.token().equals(refused));
    var now = outgoing.clock().instant();
    var good = held.filter(token -> token.until().minus(MARGIN).isAfter(now));
    if (good.isPresent()) {
      return new Found.Ready(with(good.get()));
    }
    var meanwhile = failed.filter(answer -> answer.atNanos() - since > 0);
    if (meanwhile.isPresent()) {
      return meanwhile.get().found();
    }
    var found = fetch(grant.get(), now);
    failed =
        found instanceof Found.Missing
            ? Optional.of(new Failed(found, System.nanoTime()))
            : Optional.empty();
    return found;
  }

  private Found fetch(TokenGrant grant, Instant now) {
    var renewal = renewal();
    var credentials =
        renewal
            .map(token -> planned.credentials().with(RENEWAL, token))
            .orElse(planned.credentials());
    try {
      var reply =
          outgoing
              .http()
              .send(
                  grant.request(credentials, now),
                  planned.destination().limits().timeout(),
                  planned.sending().egress());
      return switch (grant.read(reply, now, credentials)) {
        case Answer.Granted granted -> {
          held = Optional.of(granted);
          keep(granted.renewal());
          yield new Found.Ready(with(granted));
        }
        case Answer.Failed(var outcome) -> {
          if (outcome instanceof Outcome.CredentialsRefused && renewal.isPresent()) {
            renewalRefused = true;
            yield fetch(grant, now);
          }
          yield new Found.Missing(outcome);
        }
      };
    } catch (HttpSender.NoAnswer noAnswer) {
      return new Found.Missing(new Outcome.Retry("token: " + noAnswer.getMessage(), Duration.ZERO));
    }
  }

  /// A refresh token that the vendor gave in place of the one configured.
  private Optional<String> renewal() {
    return planned.credentials().has(RENEWAL) && !renewalRefused
        ? outgoing.renewals().find(planned.name(), planned.credentials().get(RENEWAL))
        : Optional.empty();
  }

  private void keep(String token) {
    if (!token.isEmpty() && planned.credentials().has(RENEWAL)) {
      renewalRefused = false;
      outgoing.renewals().keep(planned.name(), planned.credentials().get(RENEWAL), token);
    }
  }

  private Credentials with(Answer.Granted token) {
    return planned.credentials().with(TokenGrant.TOKEN, token.token());
  }
}
