package dev.tagyard.proxy.doctor;

import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.destination.TokenGrant;
import dev.tagyard.proxy.plan.PlannedDestination;
import dev.tagyard.proxy.sender.Renewals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/// Asks a vendor as the sender does: with a token where it takes one, and signed.
final class Access {
  private final PlannedDestination planned;
  private final Path dataDir;
  private final Web web;
  private final Instant now;

  /// @param dataDir of the server
  Access(PlannedDestination planned, Path dataDir, Web web, Instant now) {
    this.planned = planned;
    this.dataDir = dataDir;
    this.web = web;
    this.now = now;
  }

  /// What calls are to be made with.
  sealed interface Found {
    record Ready(Credentials credentials) implements Found {}

    /// @param said one clause
    record Refused(String said) implements Found {}

    /// The refresh token of the configuration is refused, and the server may hold a newer one. It
    /// alone uses that: a vendor may take it back once it is used.
    ///
    /// @param said one clause
    record Outdated(String said) implements Found {}

    /// @param why one clause
    record Unreachable(String why) implements Found {}
  }

  Found credentials() {
    var grant = planned.destination().tokenGrant();
    if (grant.isEmpty()) {
      return new Found.Ready(planned.credentials());
    }
    return switch (send(grant.get().request(planned.credentials(), now))) {
      case Web.Answer.Unreachable(var why, _) -> new Found.Unreachable(why);
      case Web.Answer.Replied(var reply) ->
          switch (grant.get().read(reply, now, planned.credentials())) {
            case TokenGrant.Answer.Granted granted ->
                new Found.Ready(planned.credentials().with(TokenGrant.TOKEN, granted.token()));
            case TokenGrant.Answer.Failed(var outcome) ->
                outcome instanceof Outcome.CredentialsRefused(var said)
                    ? refused(said)
                    : new Found.Unreachable("the token address says HTTP " + reply.status());
          };
    };
  }

  private Found refused(String said) {
    return planned.credentials().has("refresh_token")
            && Files.exists(dataDir.resolve(Renewals.FILE))
        ? new Found.Outdated(said)
        : new Found.Refused(said);
  }

  Web.Answer send(Call call, Credentials credentials) {
    return send(signed(call, credentials));
  }

  private Web.Answer send(HttpCall call) {
    return web.send(call, planned.sending().egress());
  }

  private HttpCall signed(Call call, Credentials credentials) {
    return planned.destination().sign(call.http(), credentials, now);
  }
}
