package dev.tagyard.proxy.doctor;

import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.destination.Rehearsal;
import dev.tagyard.proxy.plan.Plan;
import dev.tagyard.proxy.plan.PlannedDestination;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Whether each vendor can be reached, what its clock says, and whether it takes the credentials.
final class Vendors {
  private static final Duration SKEW = Duration.ofSeconds(5);
  private static final Duration MUCH_SKEW = Duration.ofMinutes(2);

  /// By type of destination the key with which a vendor tries events and counts none.
  private static final Map<String, String> TEST_KEYS =
      Map.of("meta", "test_event_code", "tiktok", "test_event_code", "reddit", "test_id");

  private Vendors() {}

  static List<Finding> examine(Plan plan, Web web, Instant now) {
    var destinations = plan.destinations().values();
    var findings = new ArrayList<Finding>();
    if (destinations.isEmpty()) {
      findings.add(
          Finding.warn(
              "destinations",
              "There is no destination: no event is kept.",
              "Name one below destinations."));
    }
    var answers = new TreeMap<URI, Web.Answer>();
    for (var planned : destinations) {
      try {
        var access = new Access(planned, plan.configuration().data().dir(), web, now);
        findings.addAll(examine(planned, access, web, now, answers));
      } catch (RuntimeException unforeseen) {
        findings.add(unasked("reach:" + planned.name(), String.valueOf(unforeseen.getMessage())));
      }
    }
    findings.add(clock(answers.values(), now));
    return offline(answers.values()) ? tolerated(findings) : findings;
  }

  /// @param answers of hosts that were asked already
  private static List<Finding> examine(
      PlannedDestination planned,
      Access access,
      Web web,
      Instant now,
      Map<URI, Web.Answer> answers) {
    var sample = Sample.delivery(planned, now);
    var settled = planned.destination().screen(sample, now);
    // Only a script has no request for what it does not take.
    if (settled.isPresent() && planned.type().equals("script")) {
      var why = "the script makes no request of a sample event: " + reason(settled.get());
      return List.of(
          unasked("reach:" + planned.name(), why), unasked("credentials:" + planned.name(), why));
    }
    var findings = new ArrayList<Finding>();
    for (var host : hosts(planned, sample)) {
      var started = System.nanoTime();
      // Another destination may be allowed to call the same host.
      var answer =
          web.refusal(host, planned.sending().egress())
              .<Web.Answer>map(why -> why)
              .orElseGet(() ->
                  answers.computeIfAbsent(
                      host, root -> web.send(new HttpCall("HEAD", root, Map.of(), ""))));
      findings.add(reached(planned.name(), host, answer, System.nanoTime() - started));
    }
    // A file asks for no credentials.
    if (!planned.type().equals("file")) {
      findings.add(credentials(planned, sample, access));
    }
    return findings;
  }

  private static String reason(Outcome settled) {
    return switch (settled) {
      case Outcome.NotSupported(var reason) -> reason;
      case Outcome.Rejected(var said) -> said;
      default -> Words.of(settled);
    };
  }

  private static Finding unasked(String name, String why) {
    return Finding.skipped(
        name,
        "Not checked: " + why + ".",
        "Send an event and ask tagyard explain what came of it.");
  }

  /// Scheme, host and port of each request for this event.
  private static List<URI> hosts(PlannedDestination planned, Delivery sample) {
    return planned.destination().prepare(List.of(sample), planned.credentials().masked()).stream()
        .map(call -> call.http().uri())
        // A file is no host.
        .filter(uri -> String.valueOf(uri.getScheme()).startsWith("http"))
        .map(uri -> uri.resolve("/"))
        .distinct()
        .toList();
  }

  private static Finding reached(String name, URI host, Web.Answer answer, long nanos) {
    return switch (answer) {
      case Web.Answer.Replied replied ->
          Finding.ok("reach:" + name, host + " answers, within " + nanos / 1_000_000 + " ms.");
      case Web.Answer.Unreachable(var why, _) ->
          Finding.fail(
              "reach:" + name,
              host + " cannot be reached: " + why + ".",
              "Let this machine reach it: look at DNS, firewall and proxy. Events wait meanwhile.");
    };
  }

  private static Finding credentials(PlannedDestination planned, Delivery sample, Access access) {
    var name = "credentials:" + planned.name();
    return switch (access.credentials()) {
      case Access.Found.Unreachable(var why) ->
          Finding.skipped(name, "Not checked: " + why + ".", "Make the vendor reachable first.");
      case Access.Found.Refused(var said) -> refusedCredentials(name, said);
      case Access.Found.Outdated(var said) ->
          Finding.skipped(
              name,
              "Not checked: the configured refresh token is refused ("
                  + said
                  + "), and the server may hold a newer one that the vendor gave.",
              "Look at tagyard_destination_paused: as long as it is 0, the vendor takes the"
                  + " server's.");
      case Access.Found.Ready(var credentials) -> {
        var rehearsal = planned.destination().rehearse(sample, credentials);
        yield rehearsal.isEmpty()
            ? Finding.skipped(
                name,
                "Not checked: an event that is sent to " + planned.type() + " so counts.",
                untried(planned.type()))
            : tried(planned, sample, rehearsal.get(), credentials, access);
      }
    };
  }

  private static String untried(String type) {
    var key = TEST_KEYS.get(type);
    return (key == null
            ? "Send"
            : "Set " + key + " while you try, for with it none counts; or send")
        + " an event and ask tagyard explain what came of it.";
  }

  private static Finding tried(
      PlannedDestination planned,
      Delivery sample,
      Rehearsal rehearsal,
      Credentials credentials,
      Access access) {
    var name = "credentials:" + planned.name();
    return switch (access.send(rehearsal.call(), credentials)) {
      case Web.Answer.Unreachable(var why, _) ->
          Finding.skipped(name, "Not checked: " + why + ".", "Make the vendor reachable first.");
      case Web.Answer.Replied(var reply) ->
          told(
              name,
              rehearsal.tells(),
              Optional.ofNullable(
                      planned.destination().interpret(rehearsal.call(), reply).get(sample))
                  .orElseGet(() -> new Outcome.Unknown("the answer says nothing")));
    };
  }

  private static Finding refusedCredentials(String name, String said) {
    return Finding.fail(
        name,
        "The vendor refuses the credentials: " + said,
        "Make a new token or secret at the vendor's, and set it here.");
  }

  private static Finding told(String name, String tells, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Delivered(var _) ->
          Finding.ok(name, "The vendor takes a test event: " + tells + ".");
      case Outcome.Pending(var _, var _, var _) ->
          Finding.ok(name, "The vendor has taken a test event, and tells later.");
      case Outcome.CredentialsRefused(var said) -> refusedCredentials(name, said);
      case Outcome.Rejected(var said) -> refused(name, said);
      case Outcome.Split(var said) -> refused(name, said);
      case Outcome.Retry(var reason, var wait) -> refused(name, reason);
      case Outcome.NotSupported(var reason) -> refused(name, reason);
      case Outcome.Expired(var reason) -> refused(name, reason);
      case Outcome.Guarded(var what) -> refused(name, what);
      case Outcome.Shadowed(var reason) -> refused(name, reason);
      case Outcome.Tested() -> Finding.ok(name, "The vendor takes a test event: " + tells + ".");
      case Outcome.Unknown(var reason) -> refused(name, reason);
    };
  }

  private static Finding refused(String name, String said) {
    return Finding.warn(
        name,
        "The vendor does not take a test event: " + said,
        "Look at the ids in its configuration; if they are right, try again later.");
  }

  private static Finding clock(Collection<Web.Answer> answers, Instant now) {
    var skews =
        answers.stream()
            .flatMap(answer -> date(answer).stream())
            .map(theirs -> Duration.between(theirs, now))
            .sorted()
            .toList();
    if (skews.isEmpty()) {
      return Finding.skipped(
          "clock", "Not checked: no vendor told the time.", "Keep the clock by NTP.");
    }
    var skew = skews.get(skews.size() / 2);
    var found =
        "The clock is "
            + skew.abs().toSeconds()
            + " s "
            + (skew.isNegative() ? "behind" : "ahead of")
            + " the vendors' clocks.";
    var todo = "Keep it by NTP: vendors refuse events from the future, and old ones.";
    if (skew.abs().compareTo(MUCH_SKEW) > 0) {
      return Finding.fail("clock", found, todo);
    }
    return skew.abs().compareTo(SKEW) > 0
        ? Finding.warn("clock", found, todo)
        : Finding.ok("clock", "The clock is right to " + SKEW.toSeconds() + " s.");
  }

  private static Optional<Instant> date(Web.Answer answer) {
    return switch (answer) {
      case Web.Answer.Unreachable unreachable -> Optional.empty();
      case Web.Answer.Replied(HttpReply reply) -> reply.header("date").flatMap(Vendors::instant);
    };
  }

  private static Optional<Instant> instant(String date) {
    try {
      return Optional.of(
          ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException notADate) {
      return Optional.empty();
    }
  }

  private static boolean offline(Collection<Web.Answer> answers) {
    return answers.size() > 1
        && answers.stream().allMatch(answer -> answer instanceof Web.Answer.Unreachable);
  }

  /// Where nobody can be reached, the machine is offline: nothing is known of the vendors.
  private static List<Finding> tolerated(List<Finding> findings) {
    return findings.stream()
        .map(finding ->
            finding.name().startsWith("reach:")
                ? Finding.skipped(finding.name(), "Not known: this machine is offline.", "")
                : finding)
        .toList();
  }
}
