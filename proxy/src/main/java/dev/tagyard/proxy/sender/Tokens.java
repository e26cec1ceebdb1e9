package dev.tagyard.proxy.sender;

import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.destination.TokenGrant;
import dev.tagyard.proxy.destination.TokenGrant.Answer;
import dev.tagyard.proxy.plan.PlannedDestination;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The access token of one destination: fetched when it is needed, kept until shortly before its
/// end. One caller asks while the others wait for the same answer.
final class Tokens {
  /// A token that ends sooner is not used any more: a call takes time too.
  private static final Duration MARGIN = Duration.ofSeconds(60);

  private static final String RENEWAL = "refresh_token";

  private final Outgoing outgoing;

  /// The grant that the token came by: a reload may bring another.
  private Optional<PlannedDestination> of = Optional.empty();

  private Optional<Answer.Granted> held = Optional.empty();

  /// Whether the refresh token that the vendor gave last was refused: the one configured may be
  /// better.
  private boolean renewalRefused;

  Tokens(Outgoing outgoing) {
    this.outgoing = outgoing;
  }

  /// What a destination's calls are made with.
  sealed interface Found {
    record Ready(Credentials credentials) implements Found {}

    /// What each delivery that needed the token ends with.
    record Missing(Outcome outcome) implements Found {}
  }

  synchronized Found find(PlannedDestination planned) {
    var grant = planned.destination().tokenGrant();
    if (grant.isEmpty()) {
      return new Found.Ready(planned.credentials());
    }
    if (of.filter(planned::equals).isEmpty()) {
      of = Optional.of(planned);
      held = Optional.empty();
      renewalRefused = false;
    }
    var now = outgoing.clock().instant();
    var good = held.filter(token -> token.until().minus(MARGIN).isAfter(now));
    return good.isPresent()
        ? new Found.Ready(with(planned, good.get()))
        : fetch(planned, grant.get(), now);
  }

  /// The vendor refused it before its time.
  ///
  /// @return whether there was one that a new one may be better than
  synchronized boolean forget(Credentials used) {
    var wasHeld =
        held.filter(token -> token.token().equals(used.orMask(TokenGrant.TOKEN))).isPresent();
    if (wasHeld) {
      held = Optional.empty();
    }
    return wasHeld;
  }

  private Found fetch(PlannedDestination planned, TokenGrant grant, Instant now) {
    var renewal = renewal(planned);
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
      return switch (grant.read(reply, now)) {
        case Answer.Granted granted -> {
          held = Optional.of(granted);
          keep(planned, granted.renewal());
          yield new Found.Ready(with(planned, granted));
        }
        case Answer.Failed(var outcome) -> {
          if (outcome instanceof Outcome.CredentialsRefused && renewal.isPresent()) {
            renewalRefused = true;
            yield fetch(planned, grant, now);
          }
          yield new Found.Missing(outcome);
        }
      };
    } catch (HttpSender.NoAnswer noAnswer) {
      return new Found.Missing(new Outcome.Retry("token: " + noAnswer.getMessage(), Duration.ZERO));
    }
  }

  /// A refresh token that the vendor gave in place of the one configured.
  private Optional<String> renewal(PlannedDestination planned) {
    return planned.credentials().has(RENEWAL) && !renewalRefused
        ? outgoing.renewals().find(planned.name(), planned.credentials().get(RENEWAL))
        : Optional.empty();
  }

  private void keep(PlannedDestination planned, String token) {
    if (!token.isEmpty() && planned.credentials().has(RENEWAL)) {
      renewalRefused = false;
      outgoing.renewals().keep(planned.name(), planned.credentials().get(RENEWAL), token);
    }
  }

  private static Credentials with(PlannedDestination planned, Answer.Granted token) {
    return planned.credentials().with(TokenGrant.TOKEN, token.token());
  }
}
