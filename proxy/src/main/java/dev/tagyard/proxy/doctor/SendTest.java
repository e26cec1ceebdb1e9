package dev.tagyard.proxy.doctor;

import dev.tagyard.consent.DestinationDecision;
import dev.tagyard.consent.VendorFlags;
import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.destination.Rehearsal;
import dev.tagyard.proxy.plan.PlannedDestination;
import dev.tagyard.proxy.sender.Resolver;
import dev.tagyard.rules.event.Event;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Sends one sample to a destination in the vendor's own test mode, and says in words what came of
/// it.
public final class SendTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final PlannedDestination planned;
  private final Path dataDir;
  private final Instant now;

  /// @param dataDir of the server that the destination belongs to
  public SendTest(PlannedDestination planned, Path dataDir, Instant now) {
    this.planned = planned;
    this.dataDir = dataDir;
    this.now = now;
  }

  /// What came of it.
  ///
  /// @param well whether the vendor took it
  /// @param request with its secrets masked; empty where none was made
  /// @param answer as it came; empty where there was none
  /// @param words what it means, and what to do
  public record Report(boolean well, String request, String answer, String words) {}

  /// @param name of a sample event
  /// @param live sends it even where the vendor has no test mode: then it counts
  public Report of(String name, boolean live) {
    return of(Specimen.of(name, now), live);
  }

  /// @param event to send in place of a sample
  public Report of(Event event, boolean live) {
    var delivery =
        new Delivery(
            event.id(), event, DestinationDecision.allow("send_test", VendorFlags.NONE), now, 0);
    var settled = planned.destination().screen(delivery, now);
    if (settled.isPresent()) {
      return new Report(false, "", "", "Nothing was sent. " + Words.of(settled.get()));
    }
    try (var web = new Web(PATIENCE, new Resolver())) {
      return send(delivery, live, new Access(planned, dataDir, web, now));
    }
  }

  private Report send(Delivery delivery, boolean live, Access access) {
    return switch (access.credentials()) {
      case Access.Found.Unreachable(var why) ->
          new Report(false, "", "", "No access token: " + why + ".");
      case Access.Found.Outdated(var said) ->
          new Report(
              false,
              "",
              "",
              "No access token: the configured refresh token is refused ("
                  + said
                  + "), and the server may hold a newer one that the vendor gave. As long as"
                  + " tagyard_destination_paused is 0, the vendor takes the server's.");
      case Access.Found.Refused(var said) ->
          new Report(
              false, "", "", "No access token. " + Words.of(new Outcome.CredentialsRefused(said)));
      case Access.Found.Ready(var credentials) -> {
        var rehearsal = planned.destination().rehearse(delivery, credentials);
        var quiet = rehearsal.isEmpty() && !live;
        var call =
            rehearsal
                .map(Rehearsal::call)
                .orElseGet(() ->
                    planned
                        .destination()
                        .prepare(List.of(delivery), quiet ? credentials.masked() : credentials)
                        .getFirst());
        var request = masked(call, credentials);
        if (!call.http().uri().getScheme().startsWith("http")) {
          yield new Report(
              false,
              request,
              "",
              "Nothing was sent: only calls by HTTP can be tried, and "
                  + planned.type()
                  + " makes none. Send the server an event, and ask tagyard explain what came of"
                  + " it.");
        }
        if (quiet) {
          yield new Report(
              false,
              request,
              "",
              "Nothing was sent: "
                  + planned.type()
                  + " has no test mode, or none is configured (test_event_code, test_id). With"
                  + " --live it is sent, and counts.");
        }
        yield report(delivery, call, credentials, access, rehearsal.map(Rehearsal::tells));
      }
    };
  }

  private Report report(
      Delivery delivery,
      Call call,
      Credentials credentials,
      Access access,
      Optional<String> tells) {
    var request = masked(call, credentials);
    return switch (access.send(call, credentials)) {
      case Web.Answer.Unreachable(var why, _) ->
          new Report(
              false,
              request,
              "",
              "The vendor cannot be reached: " + why + ". Look at DNS, firewall and proxy.");
      case Web.Answer.Replied(var reply) -> {
        var outcome =
            Optional.ofNullable(planned.destination().interpret(call, reply).get(delivery))
                .orElseGet(() -> new Outcome.Unknown("the answer says nothing"));
        var good = outcome instanceof Outcome.Delivered || outcome instanceof Outcome.Pending;
        yield new Report(
            good,
            request,
            shown(reply, credentials),
            Words.of(outcome) + (good ? tells.map(t -> " It tells: " + t + ".").orElse("") : ""));
      }
    };
  }

  /// The request once more with masks for secrets, to the address that it goes to.
  private static String masked(Call call, Credentials credentials) {
    var http = call.http();
    var headers = new TreeMap<String, String>();
    http.headers().forEach((name, value) -> headers.put(name, credentials.mask(value)));
    return shown(
        new HttpCall(
            http.method(),
            URI.create(credentials.mask(http.uri().toString())),
            headers,
            credentials.mask(http.body())));
  }

  private static String shown(HttpCall http) {
    var text = new StringBuilder(http.method()).append(' ').append(http.uri()).append('\n');
    new TreeMap<>(http.headers())
        .forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
    return text.append('\n').append(http.body()).toString().strip();
  }

  private static String shown(HttpReply reply, Credentials credentials) {
    return ("HTTP " + reply.status() + "\n\n" + credentials.mask(reply.body())).strip();
  }
}
